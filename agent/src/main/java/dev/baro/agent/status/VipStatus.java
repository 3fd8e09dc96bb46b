// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.status;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.HostState;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Rules;
import dev.baro.agent.host.Ruleset;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.agent.host.TunnelEnd;
import dev.baro.agent.host.Tunnels;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One line of `baro agent status`: a VIP, the path to it, and its state on this server.
///
/// @param dscp     the DSCP value; null unless the method is dscp
/// @param loopback whether the VIP is on `lo` or another interface that does not answer ARP
/// @param table    the nftables table of the rule; empty if there is none
/// @param packets  marked or tunnel packets converted to packets for the VIP; 0 for method mac,
///                 which keeps no counter
public record VipStatus(
        String vip,
        ForwardingMethod method,
        @Nullable Dscp dscp,
        boolean loopback,
        RuleState rule,
        State state,
        String table,
        long packets) {
    private static final Pattern COUNTER = Pattern.compile("vip_(.+)_dscp_([1-9]|[1-5]\\d|6[0-3])");

    /// The states that operators know from dsrctl, and two more for cases that dsrctl did not distinguish.
    enum State {
        STARTED,
        STOPPED,
        /// The VIP or its rule or tunnel is missing, or differs from the configuration.
        PARTIAL,
        /// A foreign rule uses the same mark.
        FOREIGN,
        /// Baro's own rule or tunnel belongs to a VIP that is no longer configured.
        LEFTOVER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The result of comparing the rules (for method ipip, the XDP program) with the desired state.
    enum RuleState {
        OK,
        MISSING,
        DIFFERS,
        /// Method mac: packets already have the VIP as destination.
        NONE_NEEDED;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// @param config the resolved configuration
    public static List<VipStatus> all(AgentConfig config, HostState present) {
        List<VipStatus> rows = new ArrayList<>();
        config.vips().forEach(vip -> rows.add(of(config, vip, present)));
        config.marked().forEach(vip -> foreign(rows, vip, present));
        leftovers(rows, config, present);
        return List.copyOf(rows);
    }

    private static VipStatus of(AgentConfig config, ServedVip vip, HostState present) {
        return switch (vip) {
            case ServedVip.Marked marked -> {
                RuleState rule = ruleState(config, marked, present.ruleset());
                long packets = present.ruleset().counters().getOrDefault(Rules.counter(marked), 0L);
                String table = rule == RuleState.MISSING ? "" : "inet " + Rules.TABLE;
                yield row(vip, rule, present, table, packets);
            }
            case ServedVip.Tunnelled(IpAddress address) -> {
                long packets = TunnelEnd.packets(present.decapsulator(), address);
                yield row(vip, tunnelState(config, address, present), present, "", packets);
            }
            case ServedVip.OnSegment _ -> row(vip, RuleState.NONE_NEEDED, present, "", 0);
        };
    }

    private static VipStatus row(ServedVip vip, RuleState rule, HostState present, String table, long packets) {
        Dscp dscp = vip instanceof ServedVip.Marked marked ? marked.dscp() : null;
        boolean loopback = present.holds(vip.address());
        State state = switch (rule) {
            case OK -> loopback ? State.STARTED : State.PARTIAL;
            case MISSING -> loopback ? State.PARTIAL : State.STOPPED;
            case DIFFERS -> State.PARTIAL;
            case NONE_NEEDED -> loopback ? State.STARTED : State.STOPPED;
        };
        return new VipStatus(vip.address().toString(), vip.method(), dscp, loopback, rule, state, table, packets);
    }

    private static RuleState ruleState(AgentConfig config, ServedVip.Marked vip, Ruleset ruleset) {
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

    /// Other VIPs in the XDP program do not affect this VIP's state.
    private static RuleState tunnelState(AgentConfig config, IpAddress vip, HostState present) {
        Decapsulator there = present.decapsulator();
        if (!there.counters().containsKey(vip)) {
            return RuleState.MISSING;
        }
        Tunnels wanted = Tunnels.wanted(config, present);
        Tunnels forThoseThere =
                new Tunnels(wanted.interfaces(), wanted.own(), there.counters().keySet());
        return forThoseThere.are(there) ? RuleState.OK : RuleState.DIFFERS;
    }

    private static void foreign(List<VipStatus> rows, ServedVip.Marked vip, HostState present) {
        for (ListedRule listed : present.ruleset().rules()) {
            if (!listed.isOurs() && listed.vipFor(vip).isPresent()) {
                String other = listed.vipFor(vip).get();
                rows.add(new VipStatus(
                        other,
                        ForwardingMethod.DSCP,
                        vip.dscp(),
                        quiet(present, other),
                        RuleState.OK,
                        State.FOREIGN,
                        listed.table(),
                        listed.packets()));
            }
        }
    }

    private static void leftovers(List<VipStatus> rows, AgentConfig config, HostState present) {
        List<String> wanted = Rules.counters(config);
        new TreeMap<>(present.ruleset().counters()).forEach((counter, packets) -> {
            Matcher name = COUNTER.matcher(counter);
            if (!wanted.contains(counter) && name.matches()) {
                String vip = name.group(1).replace('_', ':');
                Dscp dscp = Dscp.of(Integer.parseInt(name.group(2)));
                rows.add(leftover(vip, dscp, quiet(present, vip), packets));
            }
        });
        for (IpAddress vip : new TreeSet<>(present.decapsulator().counters().keySet())) {
            if (!config.tunnelled().contains(vip)) {
                long packets = TunnelEnd.packets(present.decapsulator(), vip);
                rows.add(leftover(vip.toString(), null, quiet(present, vip.toString()), packets));
            }
        }
    }

    /// @param dscp the DSCP value of Baro's own rule; null if a tunnel is left over
    private static VipStatus leftover(String vip, @Nullable Dscp dscp, boolean loopback, long packets) {
        ForwardingMethod method = dscp == null ? ForwardingMethod.IPIP : ForwardingMethod.DSCP;
        String table = dscp == null ? "" : "inet " + Rules.TABLE;
        return new VipStatus(vip, method, dscp, loopback, RuleState.OK, State.LEFTOVER, table, packets);
    }

    private static boolean quiet(HostState present, String vip) {
        return present.addresses().stream()
                .anyMatch(a -> a.quiet() && a.address().toString().equals(vip));
    }
}
