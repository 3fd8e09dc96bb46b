// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.Reconciled;
import dev.baro.balancer.control.Reload;
import dev.baro.balancer.control.SessionCounts;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.control.Startup;
import dev.baro.core.api.Status;
import dev.baro.core.api.Status.ConfigStatus;
import dev.baro.core.api.Status.IdleStatus;
import dev.baro.core.api.Status.InterfaceStatus;
import dev.baro.core.api.Status.PortStatus;
import dev.baro.core.api.Status.RepairStatus;
import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.api.Version;
import dev.baro.core.config.Config;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.Repair;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Creates the status from the configuration, the state and the counters.
///
/// @param servers the configuration's servers, by name
/// @param counts  the session counts in the snapshot
public record StatusReport(
        Startup startup, Snapshot snapshot, long nowNs, Map<String, RealServer> servers, SessionCounts counts) {

    public StatusReport(Startup startup, Snapshot snapshot, long nowNs) {
        this(
                startup,
                snapshot,
                nowNs,
                snapshot.state().config().serversByName(),
                SessionCounts.of(snapshot.counters()));
    }

    /// @param probing the state of probing, apart from the servers' health
    /// @param trouble the reason why the counters were unreadable, shown among the problems; may be empty
    /// @param wanted  the VIPs and servers to include
    public Status status(Probing probing, List<String> trouble, StatusSelection wanted) {
        List<Vip> vips = wanted.of(config().vips());
        return new Status(
                startup.placement().balancer(),
                Version.text(),
                startup.settings().instance(),
                startup.started().truncatedTo(ChronoUnit.SECONDS).toString(),
                startup.uptime(nowNs).toSeconds(),
                configStatus(),
                snapshot.reconciled().attachments().stream()
                        .map(a ->
                                new InterfaceStatus(a.interfaceName(), a.mode().word(), a.reason()))
                        .toList(),
                outcomes(),
                wanted.trimmed(vips.stream().map(this::vipStatus).toList()),
                problems(probing, trouble),
                new MemberReport(startup, snapshot).overridden(),
                repairs(),
                OwnProcess.status(),
                idle());
    }

    private IdleStatus idle() {
        SessionTimeouts timeouts = config().sessions().timeouts();
        return new IdleStatus(timeouts.established().toSeconds(), timeouts.udp().toSeconds());
    }

    private RepairStatus repairs() {
        Reconciled reconciled = snapshot.reconciled();
        long count = reconciled.repairs().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return count == 0
                ? RepairStatus.NONE
                : new RepairStatus(
                        count,
                        startup.wallTime(reconciled.lastNs())
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString(),
                        reconciled.last().stream().map(Repair::what).toList());
    }

    private Config config() {
        return snapshot.state().config();
    }

    private ConfigStatus configStatus() {
        State state = snapshot.state();
        String accepted = startup.wallTime(state.acceptedAtNs())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        return new ConfigStatus(state.source(), state.revision(), state.applied(), accepted, state.failure());
    }

    private Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        for (PacketOutcome outcome : PacketOutcome.values()) {
            outcomes.put(outcome.word(), snapshot.counters().outcomes().getOrDefault(outcome, 0L));
        }
        return outcomes;
    }

    private Map<String, Long> outcomes(Vip vip) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        snapshot.counters()
                .vips()
                .getOrDefault(vip.address(), Map.of())
                .forEach((outcome, packets) -> outcomes.put(outcome.word(), packets));
        return outcomes;
    }

    /// The status of one VIP in the configuration.
    public VipStatus vipStatus(Vip vip) {
        List<PortStatus> ports = new ArrayList<>();
        Map<String, ServerStatus> servers = new LinkedHashMap<>();
        for (ServicePort port : vip.ports()) {
            List<ServerStatus> ofPort = servers(vip, port);
            ports.add(portStatus(vip, port, ofPort));
            ofPort.forEach(server -> servers.merge(server.name(), server, ServerStatus::and));
        }
        return new VipStatus(
                vip.name(),
                vip.address().toString(),
                vip.dscp().codePoint(),
                vip.dscp().toString(),
                vip.options().scheduler().word(),
                ports,
                servers.size(),
                usable(servers.values()),
                (int) servers.values().stream().filter(ServerStatus::unwell).count(),
                outcomes(vip),
                List.copyOf(servers.values()));
    }

    private PortStatus portStatus(Vip vip, ServicePort port, List<ServerStatus> servers) {
        return new PortStatus(
                port.name(),
                port.protocol().word(),
                port.port(),
                servers.size(),
                usable(servers),
                servers.stream().mapToLong(ServerStatus::sessionsCreated).sum(),
                servers.stream().mapToLong(ServerStatus::sessionsActive).sum(),
                counts.of(vip.service(port)).map(ServiceCounters::estimated).orElse(false));
    }

    private static int usable(Collection<ServerStatus> servers) {
        return (int) servers.stream().filter(ServerStatus::takesNewSessions).count();
    }

    private List<ServerStatus> servers(Vip vip, ServicePort port) {
        Map<String, ServerCounters> counted = counts.servers(vip.service(port));
        return servers(vip)
                .filter(server -> port.isServedBy(server.name()))
                .map(server -> serverStatus(server, counted, vip, port))
                .toList();
    }

    /// The VIP's real servers, with their effective states and weights.
    private Stream<RealServer> servers(Vip vip) {
        return vip.servers().stream()
                .map(servers::get)
                .filter(Objects::nonNull)
                .map(server -> snapshot.state().overrides().effective(vip.name(), server));
    }

    private ServerStatus serverStatus(
            RealServer server, Map<String, ServerCounters> counted, Vip vip, ServicePort port) {
        State state = snapshot.state();
        ServiceMember member = new ServiceMember(vip.name(), port.name(), server.name());
        ServerCounters none = ServerCounters.none(server.name(), server.address());
        ServerCounters counters = counted.getOrDefault(server.name(), none);
        return new ServerStatus(
                server.name(),
                server.dataCentre(),
                server.address().toString(),
                server.state().word(),
                server.weight(),
                counters.packets(),
                counters.bytes(),
                counters.sessionsCreated(),
                counters.sessionsActive(),
                ServerReport.word(state, vip, port, server),
                state.health().of(member).map(known -> known.verdict().word()).orElse(""));
    }

    List<String> problems(Probing probing, List<String> trouble) {
        List<String> problems = new ArrayList<>();
        State state = snapshot.state();
        if (!state.failure().isEmpty()) {
            problems.add(state.failure() + " (r" + state.applied() + " is in force)");
        }
        if (config().vips().isEmpty()) {
            problems.add(Reload.NO_VIPS);
        }
        for (Vip vip : config().vips()) {
            if (servers(vip).noneMatch(RealServer::takesNewSessions)) {
                problems.add(vip.name() + ": no real server takes new sessions");
            }
        }
        snapshot.reconciled().attachments().stream()
                .filter(attachment -> !attachment.attached())
                .map(lost -> "packets that arrive on " + lost.interfaceName() + " are not forwarded: " + lost.reason())
                .forEach(problems::add);
        problems.addAll(snapshot.reconciled().problems());
        problems.addAll(new HealthProblems(startup, state, probing).sentences());
        problems.addAll(startup.needsRestart(config()));
        problems.addAll(trouble);
        return problems;
    }
}
