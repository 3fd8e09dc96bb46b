// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.SessionCounts;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.control.Startup;
import dev.baro.core.api.Version;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.State;
import dev.baro.core.route.Announcements;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.forward.SessionState;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The metrics of `docs/reference/metrics.md`. The kernel does the counting; this class counts nothing itself.
///
/// @param counts   the session counts in the snapshot
/// @param probing  the state of probing, apart from the servers' health
/// @param routes   the announced routes
/// @param peers    the problems of the other balancers, one sentence each
/// @param requests the counts of the API's requests
public record MetricsReport(
        Startup startup,
        Snapshot snapshot,
        SessionCounts counts,
        Probing probing,
        Announcements routes,
        List<String> peers,
        RequestCounts requests) {
    public MetricsReport {
        peers = List.copyOf(peers);
    }

    private record Counted(RealServer server, ServerCounters counters) {}

    /// @param servers the VIP's servers, in configuration order
    private record PortCounters(String vip, String port, List<Counted> servers) {
        long sum(ToLongFunction<ServerCounters> of) {
            return servers.stream().map(Counted::counters).mapToLong(of).sum();
        }
    }

    public MetricsReport(
            Startup startup,
            Snapshot snapshot,
            Probing probing,
            Announcements routes,
            List<String> peers,
            RequestCounts requests) {
        this(startup, snapshot, SessionCounts.of(snapshot.counters()), probing, routes, peers, requests);
    }

    /// @param census the census, read together with the snapshot's counters
    public MetricSnapshots families(SessionCensus census) {
        return families(true, ofSessionTable(census));
    }

    /// The metrics if the kernel's counters are unreadable: the values are from the last successful read, and a
    /// metric shows the failure.
    public MetricSnapshots staleFamilies() {
        return families(false, List.of());
    }

    private MetricSnapshots families(boolean readable, List<MetricFamily> ofSessionTable) {
        List<MetricSnapshot> metrics = new ArrayList<>();
        metrics.add(new InfoSnapshot(
                MetricFamily.metadata("baro_build", "Version of this Baro."),
                List.of(new InfoDataPointSnapshot(Labels.of("version", Version.text())))));
        HealthMetrics health = new HealthMetrics(snapshot.state(), probing);
        metrics.add(health.timerLag());
        metrics.add(new ProbeMetrics(probing.probes()).durations());
        List<PortCounters> ports = ports();
        Stream.of(
                        ofConfig(readable),
                        ofPackets(),
                        ofServers(ports),
                        ofVips(ports),
                        ofSessionTable,
                        ofMembers(),
                        health.families(),
                        List.of(new ProbeMetrics(probing.probes()).sent()),
                        ProcessMetrics.families(),
                        requests.families(),
                        List.of(RouteReport.metrics(routes), problems()))
                .flatMap(List::stream)
                .map(MetricFamily::snapshot)
                .forEach(metrics::add);
        return new MetricSnapshots(metrics);
    }

    private MetricFamily problems() {
        return MetricFamily.gauge("baro_problems", "Problems shown by baro status.")
                .add(new StatusReport(
                                startup, snapshot, 0, snapshot.state().config().serversByName(), counts)
                        .problems(
                                probing,
                                Stream.concat(routes.problems().stream(), peers.stream())
                                        .toList())
                        .size());
    }

    private List<MetricFamily> ofConfig(boolean readable) {
        State state = snapshot.state();
        return List.of(
                MetricFamily.gauge("baro_config_revision", "Revision of the last accepted configuration.")
                        .add(state.revision()),
                MetricFamily.gauge("baro_config_applied_revision", "Revision of the configuration in the kernel.")
                        .add(state.applied()),
                MetricFamily.gauge(
                                "baro_config_last_reload_successful",
                                "Whether the newest configuration was accepted and is in force.")
                        .add(state.failure().isEmpty() ? 1 : 0),
                MetricFamily.gauge(
                                "baro_config_last_reload_timestamp_seconds", "Time of the last accepted configuration.")
                        .add(startup.wallTime(state.acceptedAtNs()).getEpochSecond()),
                MetricFamily.counter("baro_ring_changes", "Rings that were refilled.")
                        .add(snapshot.ringChanges()),
                MetricFamily.gauge(
                                "baro_counters_readable", "Whether the kernel's counters could be read at this moment.")
                        .add(readable ? 1 : 0));
    }

    private List<MetricFamily> ofPackets() {
        MetricFamily packets = MetricFamily.counter("baro_xdp_packets", "Packets by outcome.", "outcome", "fate");
        for (PacketOutcome outcome : PacketOutcome.values()) {
            packets.add(
                    snapshot.counters().outcomes().getOrDefault(outcome, 0L),
                    outcome.word(),
                    outcome.fate().word());
        }
        MetricFamily mode = MetricFamily.gauge(
                "baro_xdp_native",
                "Whether the driver runs the program, as opposed to the slower generic mode.",
                "interface");
        MetricFamily attached = MetricFamily.gauge(
                "baro_xdp_attached",
                "Whether the program is on the interface and forwards what arrives there.",
                "interface");
        for (Attachment each : snapshot.reconciled().attachments()) {
            mode.add(each.mode() == Attachment.Mode.NATIVE ? 1 : 0, each.interfaceName());
            attached.add(each.attached() ? 1 : 0, each.interfaceName());
        }
        MetricFamily repairs = MetricFamily.counter(
                "baro_reconcile_repairs", "Differences from the plan found in the kernel and repaired.", "kind");
        for (Repair.Kind kind : Repair.Kind.values()) {
            long found = snapshot.reconciled().repairs().getOrDefault(kind, 0L);
            repairs.add(kind == Repair.Kind.ROUTE ? found + routes.repairs() : found, kind.word());
        }
        return List.of(packets, refused(), mode, attached, repairs);
    }

    private MetricFamily refused() {
        MetricFamily refused = MetricFamily.counter(
                "baro_budget_refused", "Answers not sent and sessions not entered because of a limit.", "budget");
        for (ForwarderCounters.Budget budget : ForwarderCounters.Budget.values()) {
            refused.add(snapshot.counters().refused().getOrDefault(budget, 0L), budget.word());
        }
        return refused;
    }

    private List<PortCounters> ports() {
        Map<String, RealServer> servers = snapshot.state().config().serversByName();
        List<PortCounters> ports = new ArrayList<>();
        for (Vip vip : snapshot.state().config().vips()) {
            for (ServicePort port : vip.ports()) {
                Map<String, ServerCounters> counted = counts.servers(vip.service(port));
                List<Counted> each = vip.servers(port).stream()
                        .map(servers::get)
                        .filter(Objects::nonNull)
                        .map(server -> new Counted(
                                server,
                                counted.getOrDefault(
                                        server.name(), ServerCounters.none(server.name(), server.address()))))
                        .toList();
                ports.add(new PortCounters(vip.name(), port.name(), each));
            }
        }
        return ports;
    }

    private static List<MetricFamily> ofServers(List<PortCounters> ports) {
        String[] ofServer = {"vip", "port", "server", "data_centre"};
        MetricFamily created =
                MetricFamily.counter("baro_server_sessions_created", "New sessions given to a real server.", ofServer);
        MetricFamily active = MetricFamily.gauge("baro_server_sessions", "Sessions of a real server.", ofServer);
        MetricFamily packets =
                MetricFamily.counter("baro_server_forwarded_packets", "Packets sent to a real server.", ofServer);
        MetricFamily bytes = MetricFamily.counter(
                "baro_server_forwarded_bytes", "Bytes sent to a real server, from the IP header on.", ofServer);
        for (PortCounters port : ports) {
            for (Counted each : port.servers()) {
                String[] labels = {
                    port.vip(), port.port(), each.server().name(), each.server().dataCentre()
                };
                ServerCounters counters = each.counters();
                created.add(counters.sessionsCreated(), labels);
                active.add(counters.sessionsActive(), labels);
                packets.add(counters.packets(), labels);
                bytes.add(counters.bytes(), labels);
            }
        }
        return List.of(created, active, packets, bytes);
    }

    private List<MetricFamily> ofVips(List<PortCounters> ports) {
        MetricFamily created =
                MetricFamily.counter("baro_vip_connections", "New sessions of a port of a VIP.", "vip", "port");
        MetricFamily active = MetricFamily.gauge("baro_vip_sessions", "Sessions of a port of a VIP.", "vip", "port");
        MetricFamily info = MetricFamily.gauge(
                "baro_vip_info", "Properties of a VIP; always 1.", "vip", "address", "dscp", "scheduler");
        for (Vip vip : snapshot.state().config().vips()) {
            info.add(
                    1,
                    vip.name(),
                    vip.address().toString(),
                    vip.dscp().toString(),
                    vip.options().scheduler().word());
        }
        for (PortCounters port : ports) {
            created.add(port.sum(ServerCounters::sessionsCreated), port.vip(), port.port());
            active.add(port.sum(ServerCounters::sessionsActive), port.vip(), port.port());
        }
        long all = ports.stream()
                .mapToLong(port -> port.sum(ServerCounters::sessionsActive))
                .sum();
        return List.of(
                info,
                created,
                active,
                notForwarded(),
                standby(),
                MetricFamily.gauge("baro_sessions", "Sessions in the table.").add(all),
                MetricFamily.gauge("baro_sessions_max", "Configured capacity of the table.")
                        .add(snapshot.state().config().sessions().max()));
    }

    private MetricFamily notForwarded() {
        MetricFamily packets = MetricFamily.counter(
                "baro_vip_not_forwarded_packets",
                "Packets to a VIP that were not forwarded to a real server.",
                "vip",
                "outcome",
                "fate");
        for (Vip vip : snapshot.state().config().vips()) {
            snapshot.counters()
                    .vips()
                    .getOrDefault(vip.address(), Map.of())
                    .forEach((outcome, count) -> packets.add(
                            count, vip.name(), outcome.word(), outcome.fate().word()));
        }
        return packets;
    }

    private MetricFamily standby() {
        MetricFamily called = MetricFamily.gauge(
                "baro_vip_standby_called",
                "Whether the standby servers of a port take new sessions, for VIPs with standby servers.",
                "vip",
                "port");
        State state = snapshot.state();
        for (Vip vip : state.config().vips()) {
            if (!vip.options().standby().isNone()) {
                vip.ports()
                        .forEach(port -> called.add(
                                state.standbys().of(vip, port).isPresent() ? 1 : 0, vip.name(), port.name()));
            }
        }
        return called;
    }

    /// The values are summed over the real servers, because a server label would create six series per server.
    private List<MetricFamily> ofSessionTable(SessionCensus census) {
        MetricFamily sessions = MetricFamily.gauge(
                "baro_session_table_sessions", "Sessions in the table by their state.", "vip", "port", "state");
        Map<VirtualService, List<SessionCensus.ServerSessions>> counted =
                census.servers().stream().collect(Collectors.groupingBy(SessionCensus.ServerSessions::service));
        for (Vip vip : snapshot.state().config().vips()) {
            for (ServicePort port : vip.ports()) {
                Map<SessionState, Long> sums = new LinkedHashMap<>();
                counted.getOrDefault(vip.service(port), List.of())
                        .forEach(server -> server.counts().forEach((state, n) -> sums.merge(state, n, Long::sum)));
                sums.forEach((state, sum) -> sessions.add(sum, vip.name(), port.name(), state.word()));
            }
        }
        return List.of(
                sessions,
                MetricFamily.gauge("baro_session_table_places", "Sessions that fit in the table.")
                        .add(census.places()),
                MetricFamily.counter("baro_session_table_sweep_seconds", "CPU time spent searching for idle sessions.")
                        .add(census.sweptNs() / 1e9),
                MetricFamily.gauge(
                                "baro_session_table_sweep_longest_seconds",
                                "Longest time that the search occupied a CPU, since the daemon's start.")
                        .add(census.longestPieceNs() / 1e9));
    }

    private List<MetricFamily> ofMembers() {
        String[] ofMember = {"vip", "server"};
        MetricFamily wanted = MetricFamily.gauge(
                "baro_server_state",
                "Current administrative state of a real server: 1 for that state.",
                "vip",
                "server",
                "state");
        MetricFamily weight = MetricFamily.gauge(
                "baro_server_weight", "Current effective weight, which is reduced in a slow start.", ofMember);
        MetricFamily overridden =
                MetricFamily.gauge("baro_server_overridden", "Whether an operator has overridden the file.", ofMember);
        State state = snapshot.state();
        Map<String, RealServer> servers = state.config().serversByName();
        for (Vip vip : state.config().vips()) {
            for (RealServer file : vip.servers().stream()
                    .map(servers::get)
                    .filter(Objects::nonNull)
                    .toList()) {
                RealServer now = state.overrides().effective(vip.name(), file);
                for (ServerState each : ServerState.values()) {
                    wanted.add(each == now.state() ? 1 : 0, vip.name(), now.name(), each.word());
                }
                int step = state.ramps().step(vip.name(), now.name());
                weight.add(now.weight() * step / (double) SlowStart.STEPS, vip.name(), now.name());
                boolean isOverridden =
                        state.overrides().of(now.name(), vip.name()).isPresent();
                overridden.add(isOverridden ? 1 : 0, vip.name(), now.name());
            }
        }
        return List.of(wanted, weight, overridden);
    }
}
