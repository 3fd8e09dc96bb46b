// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.apply;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.AppliedState;
import dev.baro.agent.host.HostState;
import dev.baro.agent.host.Rules;
import dev.baro.agent.host.Tunnels;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The steps from the actual to the desired state, in an order that never leaves a packet unhandled, and the
/// state to store about the steps. Pure: another class executes the steps.
///
/// @param during the state to store before the first step, so that a crash midway loses nothing
/// @param after  the state to store after the last step
public record Changes(List<Step> steps, AppliedState during, AppliedState after) {
    public Changes {
        steps = List.copyOf(steps);
    }

    /// The configuration with the server's addresses filled in.
    ///
    /// @throws OperatorException if a VIP is on an interface that answers ARP or neighbour solicitations for it
    public static AgentConfig resolved(AgentConfig config, HostState present, AppliedState memory) {
        for (IpAddress vip : config.vipAddresses()) {
            List<String> devices = present.loudDevices(vip);
            if (!devices.isEmpty()) {
                throw new OperatorException(
                        ExitCode.CONFIG_INVALID,
                        "VIP %s is an address of %s, but it belongs only on lo: ip address delete %s dev %s"
                                .formatted(vip, devices.getFirst(), ServedVip.hostPrefix(vip), devices.getFirst()));
            }
        }
        return filled(config, present, memory);
    }

    /// The configuration with the server's addresses filled in; no VIP is refused here.
    public static AgentConfig filled(AgentConfig config, HostState present, AppliedState memory) {
        if (!config.addresses().isEmpty()) {
            return config;
        }
        Set<IpAddress> vips = new HashSet<>(config.vipAddresses());
        vips.addAll(memory.addedVips());
        return config.withAddresses(present.ownAddresses(vips));
    }

    /// The steps of apply: first ARP suppression, then the VIPs, then the rules and tunnels, and finally the
    /// removal of unneeded VIPs.
    ///
    /// @param config resolved
    /// @param source the configuration to store as applied, as `agent.yaml`
    public static Changes toApply(AgentConfig config, String source, HostState present, AppliedState memory) {
        List<Step> steps = new ArrayList<>(sysctls(present));
        if (!present.loopbackUp()) {
            steps.add(Step.of("set lo up", "ip", "link", "set", "dev", "lo", "up"));
        }
        List<IpAddress> missing =
                config.vipAddresses().stream().filter(v -> !present.holds(v)).toList();
        missing.forEach(v -> steps.add(add(v)));
        if (!present.ruleset().serves(config)) {
            steps.add(config.marked().isEmpty() ? removeRules() : rules(config, present));
        }
        tunnels(config, present).ifPresent(steps::add);
        memory.addedVips().stream()
                .filter(v -> !config.vipAddresses().contains(v) && present.holds(v))
                .forEach(v -> steps.add(remove(v)));
        List<IpAddress> touched =
                Stream.concat(missing.stream(), memory.addedVips().stream()).toList();
        List<IpAddress> kept =
                touched.stream().filter(config.vipAddresses()::contains).toList();
        Map<String, String> before = sysctlsBefore(present, memory);
        return new Changes(steps, new AppliedState(source, touched, before), new AppliedState(source, kept, before));
    }

    /// The steps of undo: it first removes the rules and tunnels, then the VIPs that apply added, and then
    /// restores the sysctls that have not been changed since apply.
    public static Changes toUndo(HostState present, AppliedState memory) {
        List<Step> steps = new ArrayList<>();
        if (present.ruleset().hasOurTable()) {
            steps.add(removeRules());
        }
        if (!present.decapsulator().equals(Decapsulator.NONE)) {
            steps.add(new Step.StopDecapsulating());
        }
        memory.addedVips().stream().filter(present::holds).forEach(v -> steps.add(remove(v)));
        memory.sysctlsBefore().forEach((name, before) -> {
            if (HostState.WANTED_SYSCTLS
                    .getOrDefault(name, "")
                    .equals(present.sysctls().get(name))) {
                steps.add(Step.of("set " + name + " back to " + before, "sysctl", "-q", "-w", name + "=" + before));
            }
        });
        return new Changes(steps, memory, AppliedState.NOTHING);
    }

    private static List<Step> sysctls(HostState present) {
        List<Step> steps = new ArrayList<>();
        HostState.WANTED_SYSCTLS.forEach((name, value) -> {
            if (!value.equals(present.sysctls().get(name))) {
                steps.add(Step.of("set " + name + " to " + value, "sysctl", "-q", "-w", name + "=" + value));
            }
        });
        return steps;
    }

    private static Map<String, String> sysctlsBefore(HostState present, AppliedState memory) {
        Map<String, String> before = new TreeMap<>(memory.sysctlsBefore());
        HostState.WANTED_SYSCTLS.forEach((name, wanted) -> {
            String value = present.sysctls().getOrDefault(name, wanted);
            if (!value.equals(wanted)) {
                before.put(name, value);
            }
        });
        return before;
    }

    private static Optional<Step> tunnels(AgentConfig config, HostState present) {
        if (config.tunnelled().isEmpty()) {
            return present.decapsulator().equals(Decapsulator.NONE)
                    ? Optional.empty()
                    : Optional.of(new Step.StopDecapsulating());
        }
        Tunnels wanted = Tunnels.wanted(config, present);
        return wanted.are(present.decapsulator()) ? Optional.empty() : Optional.of(new Step.Decapsulate(wanted));
    }

    private static Step removeRules() {
        return Step.of("removed table inet " + Rules.TABLE, "nft", "delete", "table", "inet", Rules.TABLE);
    }

    private static Step rules(AgentConfig config, HostState present) {
        List<String> wanted = Rules.counters(config);
        List<String> stale = present.ruleset().counters().keySet().stream()
                .filter(c -> !wanted.contains(c))
                .sorted()
                .toList();
        return new Step.Run(
                List.of("nft", "-f", "-"),
                present.ruleset().inPlace() ? Rules.transaction(config, stale) : Rules.rebuilding(config),
                "replaced the rules of table inet " + Rules.TABLE);
    }

    /// An IPv6 VIP is added as deprecated (RFC 4862 section 5.5.4): the server answers from the VIP, but never
    /// chooses it as the source of its own connections.
    private static Step add(IpAddress vip) {
        String prefix = ServedVip.hostPrefix(vip);
        List<String> command = new ArrayList<>(List.of("ip", "address", "add", prefix, "dev", "lo"));
        if (!vip.isV4()) {
            command.addAll(List.of("preferred_lft", "0"));
        }
        return new Step.Run(command, "", "added " + prefix + " to lo");
    }

    private static Step remove(IpAddress vip) {
        String prefix = ServedVip.hostPrefix(vip);
        return Step.of("removed " + prefix + " from lo", "ip", "address", "delete", prefix, "dev", "lo");
    }
}
