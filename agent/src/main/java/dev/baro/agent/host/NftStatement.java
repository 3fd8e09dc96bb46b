// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Shows statements and expressions of libnftables-json(5) in the form of an nft file, for people: `drop` for
/// `{"drop":null}`. Comparisons use nft's unchanged listing.
final class NftStatement {
    private static final JsonMapper JSON = new JsonMapper();

    private NftStatement() {}

    /// @param action the action as in an nft file, possibly with some statements in JSON
    static String words(String action) {
        StringBuilder words = new StringBuilder();
        int at = 0;
        while (at < action.length()) {
            int begin = action.indexOf('{', at);
            int end = begin < 0 ? -1 : end(action, begin);
            if (end < 0) {
                return words.append(action, at, action.length()).toString();
            }
            words.append(action, at, begin).append(statement(action.substring(begin, end)));
            at = end;
        }
        return words.toString();
    }

    /// The end of the object that begins at this position; -1 if it has no end.
    private static int end(String text, int begin) {
        int depth = 0;
        boolean quoted = false;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                quoted = c != '"';
                i += c == '\\' ? 1 : 0;
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private static String statement(String json) {
        try {
            return node(JSON.readTree(json));
        } catch (JacksonException _) {
            return json;
        }
    }

    private static String node(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .map(NftStatement::entry)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(" "));
        }
        if (node.isArray()) {
            return node.valueStream().map(NftStatement::element).collect(Collectors.joining(", ", "{ ", " }"));
        }
        return node.isNull() ? "" : node.asString("");
    }

    /// An element of a verdict map: a value and its action.
    private static String element(JsonNode element) {
        return element.isArray() && element.size() == 2
                ? node(element.get(0)) + " : " + node(element.get(1))
                : node(element);
    }

    private static String entry(Map.Entry<String, JsonNode> entry) {
        JsonNode value = entry.getValue();
        return switch (entry.getKey()) {
            case "jump", "goto" -> entry.getKey() + " " + node(value.path("target"));
            case "payload" -> node(value.path("protocol")) + " " + node(value.path("field"));
            case "reject" -> value.isEmpty() ? "reject" : "reject with " + values(value);
            case "limit" -> limit(value);
            case "prefix" ->
                value.isObject()
                        ? node(value.path("addr")) + "/" + node(value.path("len"))
                        : "prefix \"" + node(value) + "\"";
            case "range" -> node(value.path(0)) + "-" + node(value.path(1));
            case "vmap" -> node(value.path("key")) + " vmap " + node(value.path("data"));
            case "key", "set" -> node(value);
            default -> (entry.getKey() + " " + node(value)).strip();
        };
    }

    private static String values(JsonNode object) {
        List<String> values = new ArrayList<>();
        object.values().forEach(value -> values.add(node(value)));
        return String.join(" ", values);
    }

    private static String limit(JsonNode limit) {
        return "limit rate " + (limit.path("inv").asBoolean(false) ? "over " : "") + node(limit.path("rate")) + "/"
                + limit.path("per").asString("second");
    }
}
