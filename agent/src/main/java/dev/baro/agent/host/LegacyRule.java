// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Converts one line of `iptables-legacy-save` to conditions and an action in nft's form. Unknown parts become
/// an uncertain condition, like nft's own display of iptables extensions.
final class LegacyRule {
    private static final Pattern WORD = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\S+");
    private static final Map<String, String> PROTOCOLS =
            Map.of("tcp", "6", "udp", "17", "icmp", "1", "ipv6-icmp", "58");

    /// The bits NF_CT_STATE_BIT of linux/netfilter/nf_conntrack_common.h, as `nft -n` prints them.
    private static final Map<String, String> STATES =
            Map.of("INVALID", "1", "ESTABLISHED", "2", "RELATED", "4", "NEW", "8", "UNTRACKED", "64");

    /// The match modules whose options are known conditions; without options, these modules match everything.
    private static final List<String> MODULES =
            List.of("tcp", "udp", "icmp", "icmp6", "multiport", "state", "conntrack", "dscp", "comment");

    private static final Map<String, String> TARGETS = Map.of(
            "ACCEPT", "{\"accept\":null}",
            "DROP", "{\"drop\":null}",
            "REJECT", "{\"reject\":{}}",
            "RETURN", "return",
            "NFQUEUE", "{\"queue\":null}",
            "NOTRACK", "{\"notrack\":null}");

    private final boolean v4;
    private final List<Match> matches = new ArrayList<>();
    private final StringBuilder unknown = new StringBuilder();
    private String action = "";

    LegacyRule(boolean v4) {
        this.v4 = v4;
    }

    Rule parse(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group());
        }
        boolean negated = false;
        for (int at = 2; at < words.size(); at++) {
            String option = words.get(at);
            if (option.equals("!")) {
                negated = true;
            } else if (option.startsWith("-")) {
                String value = at + 1 < words.size() && !words.get(at + 1).startsWith("-") ? words.get(at + 1) : "";
                take(option, value, negated ? " !=" : "");
                negated = false;
            }
        }
        return new Rule(matches, "", unknown + action, line);
    }

    private void take(String option, String value, String operator) {
        switch (option) {
            case "-p" -> protocol(value, operator);
            case "-s", "-d" -> address(Match.family(v4) + (option.equals("-s") ? " saddr" : " daddr"), value, operator);
            case "-i" -> add("iifname" + operator, value.replace('+', '*'));
            case "-o" -> add("meta oifname" + operator, value.replace('+', '*'));
            case "--dport", "--dports" -> ports("th dport" + operator, value);
            case "--sport", "--sports" -> ports("th sport" + operator, value);
            case "--state", "--ctstate" -> states(value, operator);
            case "--icmp-type" -> add("icmp type" + operator, value.split("/", 2)[0]);
            case "--icmpv6-type" -> add("icmpv6 type" + operator, value.split("/", 2)[0]);
            case "--dscp" -> add(Match.family(v4) + " dscp" + operator, decimal(value));
            case "--set-dscp" -> action = Match.family(v4) + " dscp set " + decimal(value);
            case "--notrack" -> action = "{\"notrack\":null}";
            case "-m" -> module(value);
            case "-j" -> target(value);
            case "-g" -> action = "{\"goto\":{\"target\":\"" + value + "\"}}";
            case "--comment" -> {}
            default -> unknown(option);
        }
    }

    private void protocol(String value, String operator) {
        String number = PROTOCOLS.getOrDefault(value, value);
        if (number.matches("\\d{1,3}")) {
            add("meta l4proto" + operator, number);
        } else {
            unknown("-p");
        }
    }

    private void address(String field, String value, String operator) {
        int slash = value.indexOf('/');
        String length = slash < 0 ? "" : value.substring(slash + 1);
        if (slash < 0 || length.equals(v4 ? "32" : "128")) {
            add(field + operator, slash < 0 ? value : value.substring(0, slash));
        } else if (length.matches("\\d{1,3}")) {
            add(
                    field + operator,
                    "{\"prefix\":{\"addr\":\"" + value.substring(0, slash) + "\",\"len\":" + length + "}}");
        } else {
            unknown("address with a mask");
        }
    }

    private void ports(String field, String value) {
        matches.add(Match.of(
                field,
                List.of(value.split(",", -1)).stream()
                        .map(port -> port.contains(":") ? "{\"range\":[" + port.replace(':', ',') + "]}" : port)
                        .toList()));
    }

    private void states(String value, String operator) {
        List<String> states = List.of(value.split(",", -1));
        if (states.stream().allMatch(STATES::containsKey)) {
            matches.add(Match.of(
                    "ct state" + (operator.isEmpty() ? " in" : operator),
                    states.stream().map(s -> STATES.getOrDefault(s, s)).toList()));
        } else {
            unknown("--ctstate");
        }
    }

    private void module(String name) {
        if (!MODULES.contains(name)) {
            unknown(name);
        }
    }

    private void target(String name) {
        if (Ruleset.PASSING_TARGETS.contains(name)) {
            action = "{\"mark\":\"" + name + "\"}";
        } else {
            action = TARGETS.getOrDefault(name, "{\"jump\":{\"target\":\"" + name + "\"}}");
        }
    }

    /// Skips a target's options, because they do not affect which packets match.
    private void unknown(String what) {
        if (action.isEmpty()) {
            unknown.append("{\"xt\":{\"type\":\"match\",\"name\":\"")
                    .append(what)
                    .append("\"}} ");
        }
    }

    private void add(String field, String value) {
        matches.add(Match.of(field, List.of(value)));
    }

    private static String decimal(String hex) {
        try {
            return Integer.toString(Integer.decode(hex));
        } catch (NumberFormatException e) {
            return hex;
        }
    }
}
