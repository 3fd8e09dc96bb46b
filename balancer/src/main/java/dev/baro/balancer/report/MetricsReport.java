// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.Snapshot;
import dev.baro.core.api.ServerMember;
import dev.baro.core.api.Status.InterfaceStatus;
import dev.baro.core.api.Status.PortStatus;
import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.api.Status;
import dev.baro.core.model.ServerState;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// The metrics of `docs/reference/metrics.md`, made of one status: what was counted is in the kernel, and
/// nothing is counted a second time here.
///
/// @param readable whether the counters could be read for this status
public record MetricsReport(
        Status status, List<ServerMember> standings, Snapshot snapshot, long acceptedEpochSeconds, boolean readable) {
    public MetricsReport {
        standings = List.copyOf(standings);
    }

    public static final String MEDIA_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /// @param sessions what there is in the session table; empty where it cannot be read
    public String text(List<MetricFamily> sessions) {
        List<MetricSnapshot> metrics = new ArrayList<>();
        metrics.add(new InfoSnapshot(
                MetricFamily.metadata("baro_build", "Which Baro this is."),
                List.of(new InfoDataPointSnapshot(Labels.of("version", status.version())))));
        ofConfig().forEach(family -> metrics.add(family.snapshot()));
        ofPackets().forEach(family -> metrics.add(family.snapshot()));
        ofServers().forEach(family -> metrics.add(family.snapshot()));
        sessions.forEach(family -> metrics.add(family.snapshot()));
        ofStandings().forEach(family -> metrics.add(family.snapshot()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create()
                    .write(out, new MetricSnapshots(metrics), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException("write to memory", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<MetricFamily> ofConfig() {
        Status.ConfigStatus config = status.config();
        return List.of(
                MetricFamily.gauge("baro_config_revision", "The configuration that was accepted last.")
                        .add(config.revision()),
                MetricFamily.gauge("baro_config_applied_revision", "The configuration that the kernel holds.")
                        .add(config.applied()),
                MetricFamily.gauge(
                                "baro_config_last_reload_successful",
                                "Whether the newest configuration was accepted and is in force.")
                        .add(config.failure().isEmpty() ? 1 : 0),
                MetricFamily.gauge(
                                "baro_config_last_reload_timestamp_seconds", "When a configuration was accepted last.")
                        .add(acceptedEpochSeconds),
                MetricFamily.counter("baro_ring_changes", "Rings that were filled anew.")
                        .add(snapshot.ringChanges()),
                MetricFamily.gauge("baro_counters_readable", "Whether the kernel's counters could be read just now.")
                        .add(readable ? 1 : 0));
    }

    private List<MetricFamily> ofPackets() {
        MetricFamily packets =
                MetricFamily.counter("baro_xdp_packets", "Packets by the way they took out of the program.", "verdict");
        status.verdicts().forEach((verdict, count) -> packets.add(count, verdict));
        MetricFamily mode = MetricFamily.gauge(
                "baro_xdp_native",
                "Whether the driver runs the program itself, not the slower generic mode.",
                "interface");
        for (InterfaceStatus attached : status.interfaces()) {
            mode.add(attached.mode().equals("native") ? 1 : 0, attached.name());
        }
        return List.of(packets, mode);
    }

    private List<MetricFamily> ofServers() {
        String[] ofServer = {"vip", "port", "server", "data_centre"};
        MetricFamily created =
                MetricFamily.counter("baro_server_connections", "New sessions given to a real server.", ofServer);
        MetricFamily active =
                MetricFamily.gauge("baro_server_sessions", "Sessions that a real server holds.", ofServer);
        MetricFamily packets =
                MetricFamily.counter("baro_server_forwarded_packets", "Packets sent to a real server.", ofServer);
        MetricFamily bytes = MetricFamily.counter(
                "baro_server_forwarded_bytes", "Bytes sent to a real server, from the IP header on.", ofServer);
        MetricFamily ofVip =
                MetricFamily.counter("baro_vip_connections", "New sessions of a port of a VIP.", "vip", "port");
        MetricFamily vipSessions =
                MetricFamily.gauge("baro_vip_sessions", "Sessions of a port of a VIP.", "vip", "port");
        long all = 0;
        for (VipStatus vip : status.vips()) {
            for (PortStatus port : vip.ports()) {
                for (ServerStatus server : port.servers()) {
                    String[] labels = {vip.name(), port.name(), server.name(), server.dataCentre()};
                    created.add(server.sessionsCreated(), labels);
                    active.add(server.sessionsActive(), labels);
                    packets.add(server.packets(), labels);
                    bytes.add(server.bytes(), labels);
                }
                ofVip.add(sum(port, ServerStatus::sessionsCreated), vip.name(), port.name());
                long sessions = sum(port, ServerStatus::sessionsActive);
                vipSessions.add(sessions, vip.name(), port.name());
                all += sessions;
            }
        }
        MetricFamily sessions =
                MetricFamily.gauge("baro_sessions", "Sessions in the table.").add(all);
        MetricFamily most = MetricFamily.gauge("baro_sessions_max", "Sessions that the table was asked to hold.")
                .add(snapshot.state().config().sessions().max());
        return List.of(created, active, packets, bytes, ofVip, vipSessions, sessions, most);
    }

    private List<MetricFamily> ofStandings() {
        MetricFamily state = MetricFamily.gauge(
                "baro_server_state",
                "What is wanted of a real server now: 1 for that state.",
                "vip",
                "server",
                "state");
        MetricFamily weight = MetricFamily.gauge(
                "baro_server_weight", "The weight that counts now, in a slow start a part of it.", "vip", "server");
        MetricFamily overridden = MetricFamily.gauge(
                "baro_server_overridden", "Whether an operator said something over the file.", "vip", "server");
        for (ServerMember standing : standings) {
            String vip = standing.vip();
            String server = standing.server();
            for (ServerState each : ServerState.values()) {
                state.add(each.word().equals(standing.state()) ? 1 : 0, vip, server, each.word());
            }
            weight.add(standing.weight() * standing.rampPercent() / 100.0, vip, server);
            overridden.add(standing.override().isEmpty() ? 0 : 1, vip, server);
        }
        return List.of(state, weight, overridden);
    }

    private static long sum(PortStatus port, ToLongFunction<ServerStatus> of) {
        return port.servers().stream().mapToLong(of).sum();
    }
}
