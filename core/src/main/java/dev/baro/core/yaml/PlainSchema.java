// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.yaml.YamlTree.Mapping;
import dev.baro.core.yaml.YamlTree.Scalar;
import dev.baro.core.yaml.YamlTree.Sequence;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Recognises values that a schema surely accepts. It knows the keywords of `baro-v1.schema.json`, and reports no
/// reasons. The validator does both for every schema, but its initialization costs as much as the rest of a command.
///
/// @param document a JSON Schema of draft 2020-12
/// @param patterns the regular expressions of the schema that were used
record PlainSchema(JsonNode document, Map<String, Pattern> patterns) {
    private static final String DEFINITIONS = "#/$defs/";

    PlainSchema(JsonNode document) {
        this(document, new ConcurrentHashMap<>());
    }

    /// @return false for a value that the schema refuses, and for a schema with another keyword
    boolean accepts(YamlTree tree) {
        return accepts(document, tree);
    }

    private boolean accepts(JsonNode rule, YamlTree tree) {
        for (Map.Entry<String, JsonNode> keyword : rule.properties()) {
            if (!holds(keyword.getKey(), keyword.getValue(), rule, tree)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(String keyword, JsonNode value, JsonNode rule, YamlTree tree) {
        return switch (keyword) {
            case "$schema", "$id", "$defs", "$comment", "title", "description", "default" -> true;
            case "$ref" -> accepts(definition(value.asString("")), tree);
            case "type" -> isOfType(value, tree);
            // Not a switch over types, here and below: the JVM makes a class for each, which no archive has.
            default ->
                tree instanceof Mapping mapping
                        ? holdsForMapping(keyword, value, rule, mapping)
                        : tree instanceof Sequence sequence
                                ? holdsForList(keyword, value, sequence.items())
                                : holdsForScalar(keyword, value, (Scalar) tree);
        };
    }

    private JsonNode definition(String reference) {
        JsonNode found = reference.startsWith(DEFINITIONS)
                ? document.path("$defs").path(reference.substring(DEFINITIONS.length()))
                : document.path("");
        if (found.isMissingNode()) {
            throw new IllegalArgumentException("not in the schema: " + reference);
        }
        return found;
    }

    private static boolean isOfType(JsonNode value, YamlTree tree) {
        String type = type(tree);
        return value.isArray()
                ? value.valueStream().anyMatch(each -> each.asString("").equals(type))
                : value.asString("").equals(type);
    }

    /// @return the schema's word; empty for null, and for a number that is not written with digits only
    private static String type(YamlTree tree) {
        if (!(tree instanceof Scalar scalar)) {
            return tree instanceof Mapping ? "object" : "array";
        }
        return switch (scalar.kind()) {
            case TEXT -> "string";
            case BOOLEAN -> "boolean";
            case INTEGER -> ScalarKind.isPlain(scalar.text()) ? "integer" : "";
            case FLOAT, NULL -> "";
        };
    }

    private boolean holdsForScalar(String keyword, JsonNode value, Scalar scalar) {
        String text = scalar.text();
        return switch (type(scalar)) {
            case "string" ->
                switch (keyword) {
                    case "enum" ->
                        value.valueStream().anyMatch(word -> word.asString("").equals(text));
                    case "pattern" -> matches(value.asString(""), text);
                    case "minLength" -> text.codePointCount(0, text.length()) >= value.asInt();
                    case "maxLength" -> text.codePointCount(0, text.length()) <= value.asInt();
                    default -> isOfOthers(keyword) || isOfNumbers(keyword);
                };
            case "integer" ->
                switch (keyword) {
                    case "const" -> value.isIntegralNumber() && value.asLong() == ScalarKind.integer(text);
                    case "minimum" -> ScalarKind.integer(text) >= value.asLong();
                    case "maximum" -> ScalarKind.integer(text) <= value.asLong();
                    default -> isOfOthers(keyword) || isOfTexts(keyword);
                };
            case "boolean" -> isOfOthers(keyword) || isOfTexts(keyword) || isOfNumbers(keyword);
            default -> false;
        };
    }

    private boolean holdsForList(String keyword, JsonNode value, List<YamlTree> items) {
        return switch (keyword) {
            case "items" -> items.stream().allMatch(item -> accepts(value, item));
            case "minItems" -> items.size() >= value.asInt();
            default -> isOfMappings(keyword) || isOfTexts(keyword) || isOfNumbers(keyword);
        };
    }

    private boolean holdsForMapping(String keyword, JsonNode value, JsonNode rule, Mapping mapping) {
        return switch (keyword) {
            case "required" ->
                value.valueStream().allMatch(key -> mapping.entries().containsKey(key.asString("")));
            case "properties" ->
                mapping.entries().values().stream()
                        .allMatch(entry -> !value.has(entry.key()) || accepts(value.path(entry.key()), entry.value()));
            case "patternProperties" ->
                mapping.entries().values().stream()
                        .allMatch(entry -> value.properties().stream()
                                .allMatch(each -> !matches(each.getKey(), entry.key())
                                        || accepts(each.getValue(), entry.value())));
            case "additionalProperties" ->
                value.isBoolean() && mapping.entries().keySet().stream().allMatch(key -> isKnown(key, rule));
            case "minProperties" -> mapping.entries().size() >= value.asInt();
            case "oneOf" -> value.valueStream().allMatch(PlainSchema::requiresOnly) && choices(value, mapping) == 1;
            default -> isOfLists(keyword) || isOfTexts(keyword) || isOfNumbers(keyword);
        };
    }

    private boolean isKnown(String key, JsonNode rule) {
        return rule.path("properties").has(key)
                || rule.path("patternProperties").propertyNames().stream().anyMatch(each -> matches(each, key));
    }

    private static boolean requiresOnly(JsonNode choice) {
        return choice.size() == 1 && choice.has("required");
    }

    private long choices(JsonNode value, Mapping mapping) {
        return value.valueStream().filter(choice -> accepts(choice, mapping)).count();
    }

    /// The schema anchors its expressions at both ends.
    private boolean matches(String expression, String text) {
        Matcher matcher = patterns.computeIfAbsent(expression, Pattern::compile).matcher(text);
        return matcher.find() && matcher.start() == 0 && matcher.end() == text.length();
    }

    private static boolean isOfOthers(String keyword) {
        return isOfMappings(keyword) || isOfLists(keyword);
    }

    private static boolean isOfMappings(String keyword) {
        return switch (keyword) {
            case "required", "properties", "patternProperties", "additionalProperties", "minProperties" -> true;
            default -> false;
        };
    }

    private static boolean isOfLists(String keyword) {
        return keyword.equals("items") || keyword.equals("minItems");
    }

    private static boolean isOfTexts(String keyword) {
        return keyword.equals("pattern") || keyword.equals("minLength") || keyword.equals("maxLength");
    }

    private static boolean isOfNumbers(String keyword) {
        return keyword.equals("minimum") || keyword.equals("maximum");
    }
}
