// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import dev.baro.agent.Ruleset.ListedRule;
import dev.baro.core.dscp.Dscp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of `baro agent status`: a VIP and DSCP, and how far this server serves it.
///
/// @param loopback whether the VIP is on `lo` or another interface that answers no ARP
/// @param table    the nftables table whose rule this is; empty when there is none
/// @param packets  marked packets that became packets for the VIP
record VipStatus(String vip, Dscp dscp, boolean loopback, RuleState rule, State state, String table, long packets) {
    private static final Pattern COUNTER = Pattern.compile("vip_(.+)_dscp_([1-9]|[1-5]\\d|6[0-3])");

    /// Words that operators know from dsrctl, and two for what it did not tell apart.
    enum State {
        STARTED,
        STOPPED,
        /// The VIP or its rules are missing, or the rules are not as configured.
        PARTIAL,
        /// Somebody else's rule takes the same mark.
        FOREIGN,
        /// Our own rule for a VIP that is not configured any more.
        LEFTOVER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How the rules compare with the wanted ones.
    enum RuleState {
        OK,
        MISSING,
        DIFFERS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param config resolved
    static List<VipStatus> all(AgentConfig config, Present present) {
        List<VipStatus> rows = new ArrayList<>();
        config.vips().forEach(vip -> rows.add(of(config, vip, present)));
        config.vips().forEach(vip -> foreign(rows, vip, present));
        leftovers(rows, config, present);
        return List.copyOf(rows);
    }

    static boolean allStarted(List<VipStatus> rows) {
        return rows.stream().allMatch(r -> r.state() == State.STARTED);
    }

    private static VipStatus of(AgentConfig config, ServedVip vip, Present present) {
        RuleState rule = ruleState(config, vip, present.ruleset());
        boolean loopback = present.holds(vip.address());
        State state = loopback && rule == RuleState.OK
                ? State.STARTED
                : !loopback && rule == RuleState.MISSING ? State.STOPPED : State.PARTIAL;
        long packets = present.ruleset().counters().getOrDefault(Rules.counter(vip), 0L);
        String table = rule == RuleState.MISSING ? "" : "inet " + Rules.TABLE;
        return new VipStatus(vip.address().toString(), vip.dscp(), loopback, rule, state, table, packets);
    }

    private static RuleState ruleState(AgentConfig config, ServedVip vip, Ruleset ruleset) {
        List<Rule> wanted = Rules.toVip(config, vip);
        List<Rule> there = ruleset.ours(Rules.TO_VIP).stream()
                .filter(r -> r.counter().equals(Rules.counter(vip)))
                .toList();
        if (there.isEmpty()) {
            return RuleState.MISSING;
        }
        boolean cleared = ruleset.ours(Rules.CLEAR).stream().anyMatch(r -> Rules.clears(r, vip));
        return there.equals(wanted) && cleared ? RuleState.OK : RuleState.DIFFERS;
    }

    private static void foreign(List<VipStatus> rows, ServedVip vip, Present present) {
        for (ListedRule listed : present.ruleset().rules()) {
            if (!listed.isOurs() && listed.vipFor(vip).isPresent()) {
                rows.add(unwanted(
                        listed.vipFor(vip).get(),
                        vip.dscp(),
                        State.FOREIGN,
                        listed.table(),
                        listed.packets(),
                        present));
            }
        }
    }

    private static void leftovers(List<VipStatus> rows, AgentConfig config, Present present) {
        List<String> wanted = Rules.counters(config);
        new TreeMap<>(present.ruleset().counters()).forEach((counter, packets) -> {
            Matcher name = COUNTER.matcher(counter);
            if (!wanted.contains(counter) && name.matches()) {
                String vip = name.group(1).replace('_', ':');
                Dscp dscp = new Dscp(Integer.parseInt(name.group(2)));
                rows.add(unwanted(vip, dscp, State.LEFTOVER, "inet " + Rules.TABLE, packets, present));
            }
        });
    }

    private static VipStatus unwanted(String vip, Dscp dscp, State state, String table, long packets, Present present) {
        boolean loopback = present.addresses().stream()
                .anyMatch(a -> a.quiet() && a.address().toString().equals(vip));
        return new VipStatus(vip, dscp, loopback, RuleState.OK, state, table, packets);
    }
}
