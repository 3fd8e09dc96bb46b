// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.agent.host.Commands.Outcome;
import dev.baro.agent.host.Ruleset.Chain;
import dev.baro.agent.host.Ruleset.Hook;
import dev.baro.agent.host.Ruleset.ListedRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The rules of iptables-legacy, which the kernel stores separately from nftables rules and which nft does not
/// show. A rule is represented in nft's form, with its number in the chain as its handle.
///
/// @param unread the tables whose rules could not be read, each with the program that would list them
public record LegacyTables(List<ListedRule> rules, List<Hook> hooks, Map<String, String> unread) {
    public static final LegacyTables NONE = new LegacyTables(List.of(), List.of(), Map.of());

    private static final String MARK = "-legacy/";

    /// The position of a table on a packet's path (linux/netfilter_ipv4.h); source NAT comes later than the
    /// rest of its table.
    private static final Map<String, Integer> PRIORITIES =
            Map.of("raw", -300, "mangle", -150, "nat", -100, "filter", 0, "security", 50);

    private static final int SOURCE_NAT = 100;

    public LegacyTables {
        rules = List.copyOf(rules);
        hooks = List.copyOf(hooks);
        unread = Map.copyOf(unread);
    }

    static boolean isLegacy(String table) {
        return table.contains(MARK);
    }

    /// `ip iptables-legacy/filter` as the start of a command: `iptables-legacy -t filter`.
    static String command(String table) {
        return table.substring(table.indexOf(' ') + 1).replace("/", " -t ");
    }

    /// Reads only existing tables, because the programs would create any missing table.
    public static LegacyTables read(Commands commands) {
        LegacyTables v4 = read(commands, "ip", "/proc/net/ip_tables_names");
        LegacyTables v6 = read(commands, "ip6", "/proc/net/ip6_tables_names");
        List<ListedRule> rules = new ArrayList<>(v4.rules);
        rules.addAll(v6.rules);
        List<Hook> hooks = new ArrayList<>(v4.hooks);
        hooks.addAll(v6.hooks);
        return new LegacyTables(rules, hooks, v4.unread.isEmpty() ? v6.unread : both(v4.unread, v6.unread));
    }

    private static Map<String, String> both(Map<String, String> these, Map<String, String> those) {
        Map<String, String> all = new HashMap<>(these);
        all.putAll(those);
        return all;
    }

    private static LegacyTables read(Commands commands, String family, String names) {
        Outcome tables = commands.outcome("cat", names);
        if (!tables.succeeded() || tables.output().isBlank()) {
            return NONE; // if the file is missing, the kernel has not loaded these tables
        }
        String program = family + "tables-legacy";
        return commands.output(program + "-save")
                .or(() -> commands.output(family + "tables-save").filter(text -> !text.contains("(nf_tables)")))
                .map(text -> parse(family, text))
                .orElseGet(() -> new LegacyTables(
                        List.of(),
                        List.of(),
                        Map.of(
                                program,
                                String.join(", ", tables.output().strip().split("\\s+", -1)))));
    }

    /// @param family `ip` or `ip6`
    /// @param text   the output of `iptables-legacy-save`
    static LegacyTables parse(String family, String text) {
        List<ListedRule> rules = new ArrayList<>();
        List<Hook> hooks = new ArrayList<>();
        Map<Chain, Integer> numbers = new HashMap<>();
        String table = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (line.startsWith(":")) {
                hook(name(family, table), table, line.substring(1).split(" ", -1))
                        .ifPresent(hooks::add);
            } else if (line.startsWith("-A ")) {
                rules.add(rule(name(family, table), line, numbers));
            }
        }
        return new LegacyTables(rules, hooks, Map.of());
    }

    private static String name(String family, String table) {
        return family + " " + family + "tables" + MARK + table;
    }

    /// @param words chain, policy (`-` for a user-defined chain) and counters
    private static Optional<Hook> hook(String name, String table, String[] words) {
        if (words.length < 2 || words[1].equals("-")) {
            return Optional.empty();
        }
        boolean afterRouting = table.equals("nat") && (words[0].equals("POSTROUTING") || words[0].equals("INPUT"));
        int priority = afterRouting ? SOURCE_NAT : PRIORITIES.getOrDefault(table, 0);
        return Optional.of(new Hook(
                name, words[0], words[0].toLowerCase(Locale.ROOT), priority, words[1].toLowerCase(Locale.ROOT)));
    }

    /// @param numbers the number of the last rule so far in each chain
    private static ListedRule rule(String name, String line, Map<Chain, Integer> numbers) {
        String chain = line.split(" ", 3)[1];
        int number = numbers.merge(new Chain(name, chain), 1, Integer::sum);
        boolean v4 = name.startsWith("ip ");
        return new ListedRule(name, chain, number, new LegacyRule(v4).parse(line), 0);
    }
}
