// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import com.networknt.schema.Error;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.model.Dscp;
import dev.baro.core.yaml.SchemaCheck.Found;
import dev.baro.core.yaml.YamlTree.Entry;
import dev.baro.core.yaml.YamlTree.Mapping;
import dev.baro.core.yaml.YamlTree.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Describes a schema violation in the user's terms. The expected value comes from the schema, as a range, a
/// list of words, or a description. Descriptions in the schema therefore explain how to write the values.
final class SchemaMessage {
    /// The schema's titles of strings that have no pattern but can never be numbers.
    private static final Set<String> OTHER_THAN_NUMBERS = Set.of("IP address", "prefix", "address and port");

    private static final Set<String> YES = Set.of("yes", "on", "y", "1");
    private static final Set<String> NO = Set.of("no", "off", "n", "0");

    private SchemaMessage() {}

    /// @param rule the part of the schema that contains the violated keyword
    static Problem of(Error error, Found found, JsonNode rule) {
        return switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(error.getProperty(), found, rule);
            case "required" ->
                isChoice(error)
                        ? choice(found)
                        : found.atKey(
                                "%s has no \"%s\"".formatted(found.label(), error.getProperty()),
                                missing(error.getProperty(), rule));
            case "oneOf" -> choice(found);
            case "type" -> wrongType(found, rule);
            case "enum" -> wrongWord(found, rule);
            case "const" -> found.atValue(otherVersion(found), "this Baro reads version 1");
            case "minimum", "maximum" ->
                found.atValue("%s %s is out of range".formatted(found.label(), found.said()), range(rule));
            case "minItems", "minProperties" -> found.atKey("%s is empty".formatted(found.label()), description(rule));
            default -> notA(found, rule);
        };
    }

    private static String otherVersion(Found found) {
        return found.value() instanceof Scalar scalar && scalar.isBlank()
                ? "%s has no value".formatted(found.label())
                : "%s %s is not known".formatted(found.label(), found.said());
    }

    private static boolean isChoice(Error error) {
        return error.getEvaluationPath().contains("oneOf");
    }

    private static Problem choice(Found found) {
        return found.atKey(
                "%s needs either http or https".formatted(found.label()), "such as http: GET /health_check.html");
    }

    private static Problem unknownKey(String key, Found found, JsonNode rule) {
        Entry entry = ((Mapping) found.value()).entry(key).orElseThrow();
        Placed<String> place = new Placed<>(key, entry.at());
        if (rule.has("patternProperties") && key.matches("[^\\s:]+:[\\[{].*")) {
            String begun = key.substring(0, key.indexOf(':') + 1);
            return place.error("a space is missing after " + begun, "write %s {…}".formatted(begun));
        }
        if (rule.has("patternProperties")) {
            return place.error(
                    "%s is not a name".formatted(Words.quoted(key)),
                    rule.path("$comment")
                            .asString("1 to 63 of the characters A-Z a-z 0-9 . _ - but not . or .. on their own"));
        }
        if (key.equals("<<")) {
            return place.error("merge keys are not part of YAML 1.2", "write the keys out");
        }
        List<String> known = List.copyOf(rule.path("properties").propertyNames());
        int colon = key.indexOf(':');
        if (colon > 0 && known.contains(key.substring(0, colon))) {
            String begun = key.substring(0, colon + 1);
            return place.error(
                    "a space is missing after " + begun,
                    "write %s %s".formatted(begun, Words.shortened(key.substring(colon + 1))));
        }
        int space = key.indexOf(' ');
        if (space > 0 && known.contains(key.substring(0, space))) {
            String begun = key.substring(0, space);
            return place.error(
                    "a colon is missing after " + begun,
                    "write %s: %s"
                            .formatted(
                                    begun,
                                    Words.shortened(key.substring(space + 1).strip())));
        }
        return place.error("unknown key %s".formatted(Words.quoted(key)), Words.suggestion(key, known));
    }

    private static String missing(String key, JsonNode rule) {
        return key.equals("version")
                ? "add version: 1"
                : "add %s: %s"
                        .formatted(key, description(rule.path("properties").path(key)));
    }

    private static Problem wrongType(Found found, JsonNode rule) {
        String wanted = noun(rule);
        if (!(found.value() instanceof Scalar scalar)) {
            return found.atValue("%s %s is not %s".formatted(found.label(), found.said(), wanted), expected(rule));
        }
        if (scalar.isBlank()) {
            return found.atValue("%s has no value".formatted(found.label()), expected(rule));
        }
        String what = "%s %s is not %s".formatted(found.label(), found.said(), wanted);
        return found.atValue(what, fixOfType(scalar, rule));
    }

    private static String fixOfType(Scalar scalar, JsonNode rule) {
        String text = scalar.text();
        boolean number = scalar.kind() == ScalarKind.INTEGER || scalar.kind() == ScalarKind.FLOAT;
        if (number && rule.has("minimum") && !ScalarKind.isPlain(text)) {
            return fixOfInteger(scalar, rule);
        }
        return switch (rule.path("type").asString("")) {
            case "integer" -> fixOfInteger(scalar, rule);
            case "boolean" -> YES.contains(text) ? "true" : NO.contains(text) ? "false" : "true or false";
            case "string" ->
                rule.path("title").asString("").equals("duration")
                        ? "add the unit: %ss, or %sms".formatted(text, text)
                        : inQuotes(text, rule);
            default -> expected(rule);
        };
    }

    private static String fixOfInteger(Scalar scalar, JsonNode rule) {
        String text = scalar.text();
        Optional<Long> meant = scalar.kind() == ScalarKind.INTEGER
                ? Optional.of(ScalarKind.integer(text))
                : Optional.of(text)
                        .filter(t -> scalar.kind() == ScalarKind.FLOAT)
                        .map(Double::parseDouble)
                        .filter(d -> d == Math.rint(d))
                        .map(Double::longValue);
        if (meant.isPresent()) {
            return "use only digits, without a leading 0: %d; %s".formatted(meant.get(), range(rule));
        }
        return text.matches("[0-9]{1,18}")
                ? "remove the quotes: %s; %s".formatted(text, range(rule))
                : range(rule) + dscpClass(text);
    }

    /// Suggests quotes, but only if they would make the value valid.
    private static String inQuotes(String text, JsonNode rule) {
        boolean fits = rule.has("pattern")
                ? Pattern.compile(rule.path("pattern").asString(""))
                        .matcher(text)
                        .find()
                : !OTHER_THAN_NUMBERS.contains(rule.path("title").asString(""));
        return fits ? "put it in quotes: \"%s\"".formatted(Words.shortened(text)) : description(rule);
    }

    /// @return `; AF11 is 10` for the name of a DSCP class, else an empty string; DSCPs are the only numbers in
    /// the file that have names
    private static String dscpClass(String text) {
        return IntStream.rangeClosed(Dscp.MIN, Dscp.MAX)
                .mapToObj(Dscp::new)
                .filter(dscp -> !text.isEmpty() && dscp.className().equalsIgnoreCase(text))
                .map(dscp -> "; %s is %d".formatted(dscp.className(), dscp.codePoint()))
                .findFirst()
                .orElse("");
    }

    private static Problem wrongWord(Found found, JsonNode rule) {
        List<String> words =
                rule.path("enum").valueStream().map(JsonNode::asString).toList();
        String all = String.join(" | ", words);
        if (!(found.value() instanceof Scalar scalar)) {
            return found.atValue("%s %s is not a word".formatted(found.label(), found.said()), all);
        }
        if (scalar.isBlank()) {
            return found.atValue("%s has no value".formatted(found.label()), all);
        }
        String fix = Words.nearest(scalar.text(), words)
                .map(near -> "did you mean \"%s\"?".formatted(near))
                .orElse(all);
        return found.atValue("%s %s is not known".formatted(found.label(), found.said()), fix);
    }

    private static Problem notA(Found found, JsonNode rule) {
        boolean quoted = rule.has("minimum")
                && found.value() instanceof Scalar scalar
                && scalar.text().matches("[0-9]{1,18}");
        String fix = quoted
                ? "remove the quotes: %s; %s".formatted(((Scalar) found.value()).text(), range(rule))
                : description(rule);
        return found.atValue("%s %s is not %s".formatted(found.label(), found.said(), noun(rule)), fix);
    }

    private static String noun(JsonNode rule) {
        String title = rule.path("title").asString("");
        if (!title.isEmpty()) {
            return (title.matches("[aeiouAEIOU].*") ? "an " : "a ") + title;
        }
        return switch (rule.path("type").asString("")) {
            case "object" -> "a mapping";
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            default -> "a text";
        };
    }

    /// The expected value in words. The text is the same for every address, regardless of its key and of
    /// whether a second address is allowed.
    private static String expected(JsonNode rule) {
        if (rule.path("title").asString("").equals("IP address")) {
            return "an IPv4 or IPv6 address, such as 192.0.2.10";
        }
        return rule.has("minimum") ? range(rule) : description(rule);
    }

    private static String range(JsonNode rule) {
        return "%d to %d"
                .formatted(rule.path("minimum").asInt(), rule.path("maximum").asInt());
    }

    /// The schema's description as the end of a sentence: in lower case, without a full stop.
    private static String description(JsonNode rule) {
        String text = rule.path("description").asString("keys and values, indented below it.");
        boolean sentence = text.matches("[A-Z][a-z ].*");
        String begun = sentence ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
        return begun.endsWith(".") ? begun.substring(0, begun.length() - 1) : begun;
    }
}
