// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.writer;

import dev.baro.core.model.IpAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/// Writes single values so that YAML 1.1 and 1.2 readers return them unchanged.
final class YamlTextScalar {
    /// Words that YAML 1.1 reads as booleans or null.
    private static final Set<String> OTHER_MEANING =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private YamlTextScalar() {}

    /// The name as a scalar: plain if YAML reads it as a string, quoted if it would be a number,
    /// a boolean or null.
    static String name(String name) {
        boolean plain =
                name.matches("[A-Za-z][A-Za-z0-9._-]*") && !OTHER_MEANING.contains(name.toLowerCase(Locale.ROOT));
        return plain ? name : quoted(name);
    }

    /// The address as a scalar; an IPv6 address is quoted because of its colons.
    static String address(IpAddress address) {
        return address.isV4() ? address.toString() : quoted(address.toString());
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c > '~') {
                quoted.append((c > 0xffff ? "\\U%08x" : "\\u%04x").formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    /// The duration as a scalar: whole seconds as `10s`, everything else as `500ms`.
    static String duration(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
