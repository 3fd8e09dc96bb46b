// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.agent.host.Ruleset.Hook;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Parses the output of `nft -n -j list ruleset` (libnftables-json(5)). Unknown parts are kept as text, so that
/// a foreign rule never equals one of Baro's rules by accident.
public final class NftListing {
    private static final JsonMapper JSON = new JsonMapper();

    private NftListing() {}

    /// @throws OperatorException if the text is not such a listing
    public static Ruleset read(String json) {
        JsonNode objects = parse(json).path("nftables");
        Map<String, Long> named = new HashMap<>();
        Map<String, Long> ours = new HashMap<>();
        for (JsonNode object : objects) {
            JsonNode counter = object.path("counter");
            if (!counter.isMissingNode()) {
                long packets = counter.path("packets").asLong(0);
                named.put(table(counter) + "/" + text(counter, "name"), packets);
                if (table(counter).equals("inet " + Rules.TABLE)) {
                    ours.put(text(counter, "name"), packets);
                }
            }
        }
        Map<String, JsonNode> sets = sets(objects);
        List<ListedRule> rules = new ArrayList<>();
        List<Hook> hooks = new ArrayList<>();
        boolean hasOurTable = false;
        for (JsonNode object : objects) {
            JsonNode table = object.path("table");
            hasOurTable |=
                    text(table, "family").equals("inet") && text(table, "name").equals(Rules.TABLE);
            JsonNode chain = object.path("chain");
            if (chain.has("hook")) {
                hooks.add(new Hook(
                        table(chain),
                        text(chain, "name"),
                        text(chain, "hook"),
                        chain.path("prio").asInt(0),
                        chain.path("policy").asString("accept")));
            }
            if (!object.path("rule").isMissingNode()) {
                rules.add(rule(object.path("rule"), named, sets));
            }
        }
        return new Ruleset(rules, ours, hasOurTable, hooks);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new OperatorException(
                    ExitCode.FAILED, "nft -j list ruleset printed no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// The elements of each named set, by `family table/@name`.
    private static Map<String, JsonNode> sets(JsonNode objects) {
        Map<String, JsonNode> sets = new HashMap<>();
        for (JsonNode object : objects) {
            JsonNode set = object.path("set");
            if (set.has("name")) {
                sets.put(table(set) + "/@" + text(set, "name"), set.path("elem"));
            }
        }
        return sets;
    }

    private static ListedRule rule(JsonNode rule, Map<String, Long> named, Map<String, JsonNode> sets) {
        List<Match> matches = new ArrayList<>();
        List<String> actions = new ArrayList<>();
        String counter = "";
        long packets = 0;
        for (JsonNode expression : rule.path("expr")) {
            JsonNode counted = expression.path("counter");
            if (expression.has("match")) {
                JsonNode match = expression.path("match");
                String set = table(rule) + "/" + match.path("right").asString("");
                matches.add(match(match, sets.getOrDefault(set, match.path("right"))));
            } else if (counted.isString()) {
                counter = counted.asString();
                packets = named.getOrDefault(table(rule) + "/" + counter, 0L);
            } else if (counted.isObject()) {
                packets = counted.path("packets").asLong(0);
            } else {
                actions.add(action(expression));
            }
        }
        Rule read = new Rule(matches, counter, String.join(" ", actions), text(rule, "comment"));
        return new ListedRule(
                table(rule), text(rule, "chain"), rule.path("handle").asInt(0), read, packets);
    }

    /// @param right the compared value; a named set is replaced by its elements
    private static Match match(JsonNode match, JsonNode right) {
        String operator = text(match, "op").equals("==") ? "" : " " + text(match, "op");
        List<String> values = new ArrayList<>();
        if (right.isMissingNode()) {
            return Match.of(field(match.path("left")) + operator, values); // the named set is empty
        }
        if (right.has("set")) {
            right.path("set").forEach(v -> values.add(value(v)));
        } else if (right.isArray()) {
            right.forEach(v -> values.add(value(v)));
        } else {
            values.add(value(right));
        }
        return Match.of(field(match.path("left")) + operator, values);
    }

    /// The name of a field in conditions: `ip daddr`.
    public static String field(JsonNode left) {
        if (left.has("payload")) {
            return text(left.path("payload"), "protocol") + " " + text(left.path("payload"), "field");
        }
        if (left.has("meta")) {
            String key = text(left.path("meta"), "key");
            return key.equals("iifname") ? key : "meta " + key;
        }
        if (left.has("ct")) {
            return "ct " + text(left.path("ct"), "key");
        }
        if (left.has("fib")) {
            JsonNode fib = left.path("fib");
            String flags =
                    fib.path("flags").valueStream().map(NftListing::value).collect(Collectors.joining(" . "));
            return "fib " + flags + " " + text(fib, "result");
        }
        if (left.has("exthdr")) {
            return text(left.path("exthdr"), "name") + " " + text(left.path("exthdr"), "field");
        }
        if (left.has("&")) {
            return field(left.path("&").path(0)) + " & " + value(left.path("&").path(1));
        }
        return left.toString();
    }

    private static String action(JsonNode expression) {
        JsonNode mangle = expression.path("mangle");
        if (mangle.isMissingNode()) {
            return expression.has("return") ? "return" : expression.toString();
        }
        return field(mangle.path("key")) + " set " + value(mangle.path("value"));
    }

    private static String table(JsonNode object) {
        return text(object, "family") + " " + (object.has("table") ? text(object, "table") : text(object, "name"));
    }

    private static String text(JsonNode object, String key) {
        return object.path(key).asString("");
    }

    /// The value of an element. An element with a timeout or a comment is an object that contains the value.
    public static String value(JsonNode value) {
        if (value.path("elem").has("val")) {
            return value(value.path("elem").path("val"));
        }
        return value.isValueNode() ? value.asString("") : value.toString();
    }
}
