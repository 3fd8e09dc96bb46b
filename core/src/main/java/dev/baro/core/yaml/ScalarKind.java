// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import java.util.regex.Pattern;

/// The type of a scalar according to the core schema of YAML 1.2 (section 10.3.2). Quoted
/// scalars are always strings.
public enum ScalarKind {
    TEXT("a text"),
    INTEGER("a whole number"),
    FLOAT("a decimal number"),
    BOOLEAN("true or false"),
    NULL("nothing");

    /// Longer numbers count as strings: they exceed every range in the file, may not fit into a `long`, and
    /// make the schema validator fail.
    private static final int MAX_DIGITS = 18;

    private static final double MAX_FLOAT = 1e18;

    private static final String OTHERS_BEGIN_WITH = "~nNtTfF+-.0123456789";
    private static final Pattern NULL_FORM = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern BOOLEAN_FORM = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INTEGER_FORM =
            Pattern.compile("[-+]?[0-9]{1," + MAX_DIGITS + "}|0o[0-7]{1,15}|0x[0-9a-fA-F]{1,15}");
    private static final Pattern PLAIN = Pattern.compile("0|-?[1-9][0-9]*");
    private static final Pattern FLOAT_FORM =
            Pattern.compile("[-+]?(\\.[0-9]{1,99}|[0-9]{1,99}(\\.[0-9]{0,99})?)([eE][-+]?[0-9]{1,2})?");

    private final String words;

    ScalarKind(String words) {
        this.words = words;
    }

    static ScalarKind ofPlain(String text) {
        if (!text.isEmpty() && OTHERS_BEGIN_WITH.indexOf(text.charAt(0)) < 0) {
            return TEXT;
        }
        if (NULL_FORM.matcher(text).matches()) {
            return NULL;
        }
        if (BOOLEAN_FORM.matcher(text).matches()) {
            return BOOLEAN;
        }
        if (INTEGER_FORM.matcher(text).matches()) {
            return INTEGER;
        }
        boolean isFloat = FLOAT_FORM.matcher(text).matches() && Math.abs(Double.parseDouble(text)) < MAX_FLOAT;
        return isFloat ? FLOAT : TEXT;
    }

    /// @param text a scalar of kind [#INTEGER]
    static long integer(String text) {
        if (text.startsWith("0x")) {
            return Long.parseLong(text.substring(2), 16);
        }
        return text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
    }

    /// Whether an integer is in the only notation that all YAML parsers interpret in the same way.
    static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches();
    }

    /// The kind as named in messages, such as `a whole number`.
    String words() {
        return words;
    }
}
