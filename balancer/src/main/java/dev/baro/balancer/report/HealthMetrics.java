// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.dscp.MarkedPath;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Verdict;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.Shortage;
import dev.baro.core.plan.State;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The metrics about probes and the servers' health.
///
/// @param probing the state of probing, apart from the servers' health
record HealthMetrics(State state, Probing probing) {

    List<MetricFamily> families() {
        return Stream.of(ofServers(), ofVips(), ofHealth(), ofProber(), ofMarks(), ofCertificates())
                .flatMap(List::stream)
                .toList();
    }

    MetricSnapshot timerLag() {
        List<Double> bounds = new ArrayList<>();
        ProberTime.Lag.BOUNDS.forEach(bound -> bounds.add(bound.toNanos() / 1e9));
        bounds.add(Double.POSITIVE_INFINITY);
        return new HistogramSnapshot(
                MetricFamily.metadata("baro_prober_timer_lag_seconds", "Lateness of the prober's timers."),
                List.of(new HistogramDataPointSnapshot(
                        ClassicHistogramBuckets.of(bounds, probing.time().lag().counts()),
                        probing.time().lag().sum().toNanos() / 1e9,
                        Labels.EMPTY,
                        Exemplars.EMPTY,
                        0)));
    }

    /// The metrics of servers whose health is known; disabled servers are not probed.
    private List<MetricFamily> ofServers() {
        MetricFamily up = MetricFamily.gauge(
                "baro_server_up",
                "Whether a real server may get sessions according to its health.",
                "vip",
                "port",
                "server",
                "data_centre");
        MetricFamily verdicts = MetricFamily.gauge(
                "baro_server_verdict",
                "Verdict of a real server that is not simply up: 1 for the current one.",
                "vip",
                "port",
                "server",
                "verdict");
        Map<String, RealServer> servers = state.config().serversByName();
        for (Vip vip : state.config().vips()) {
            for (ServicePort port : vip.ports()) {
                vip.servers(port).stream()
                        .flatMap(name -> Stream.ofNullable(servers.get(name)))
                        .forEach(server -> {
                            String[] labels = {vip.name(), port.name(), server.name()};
                            Optional<MemberHealth> known =
                                    state.health().of(new ServiceMember(vip.name(), port.name(), server.name()));
                            known.ifPresent(
                                    health -> up.add(health.usable() ? 1 : 0, with(labels, server.dataCentre())));
                            known.map(MemberHealth::verdict)
                                    .filter(verdict -> verdict != Verdict.HEALTHY)
                                    .ifPresent(verdict -> verdicts.add(1, with(labels, verdict.word())));
                        });
            }
        }
        return List.of(up, verdicts);
    }

    private static String[] with(String[] labels, String last) {
        return Stream.concat(Stream.of(labels), Stream.of(last)).toArray(String[]::new);
    }

    private List<MetricFamily> ofVips() {
        MetricFamily usable = MetricFamily.gauge(
                "baro_vip_usable_servers", "Real servers that take new sessions on a port of the VIP.", "vip");
        MetricFamily needed = MetricFamily.gauge(
                "baro_vip_needed_servers", "Minimum of usable real servers below which the VIP is short.", "vip");
        for (Shortage each : Shortage.ofEach(state)) {
            usable.add(each.usable(), each.vip());
            needed.add(each.need(), each.vip());
        }
        return List.of(usable, needed);
    }

    private List<MetricFamily> ofHealth() {
        List<Verdict> verdicts = state.health().members().values().stream()
                .filter(MemberHealth::usable)
                .map(MemberHealth::verdict)
                .toList();
        return List.of(
                MetricFamily.gauge(
                                "baro_mass_failure_suspected",
                                "Whether so many real servers failed together that they are kept in use.")
                        .add(state.health().suspicion().raised() ? 1 : 0),
                MetricFamily.gauge(
                                "baro_members_not_observed",
                                "Real servers of service ports that get sessions although no probe would detect their failure.")
                        .add(Collections.frequency(verdicts, Verdict.NOT_OBSERVED)),
                MetricFamily.gauge(
                                "baro_members_not_probed",
                                "Real servers of service ports with check none, whose lower layers are probed.")
                        .add(Collections.frequency(verdicts, Verdict.NOT_PROBED)));
    }

    private List<MetricFamily> ofProber() {
        return List.of(
                MetricFamily.counter("baro_prober_stalled_seconds", "Stalled time of the prober's thread.")
                        .add(probing.time().total().toNanos() / 1e9),
                MetricFamily.gauge(
                                "baro_prober_handshake_wait_seconds",
                                "Longest time that a probe has waited for its TLS handshake.")
                        .add(probing.time().handshakeWait().toNanos() / 1e9));
    }

    private List<MetricFamily> ofCertificates() {
        MetricFamily expiry = MetricFamily.gauge(
                "baro_certificate_expiry_timestamp_seconds",
                "Earliest expiry of the certificates that a real server sent.",
                "vip",
                "port",
                "server");
        probing.certificates()
                .forEach((member, times) ->
                        expiry.add(times.chain().getEpochSecond(), member.vip(), member.port(), member.server()));
        return List.of(expiry);
    }

    private List<MetricFamily> ofMarks() {
        MetricFamily works = MetricFamily.gauge(
                "baro_mark_path_works",
                "Whether packets marked with the DSCP arrive in the data centre with it.",
                "data_centre",
                "dscp",
                "family");
        for (MarkedPath path : probing.marks().watched()) {
            works.add(
                    probing.marks().faults().containsKey(path) ? 0 : 1,
                    path.dataCentre(),
                    String.valueOf(path.dscp()),
                    path.family());
        }
        return List.of(
                works,
                MetricFamily.counter("baro_mark_echoes", "Echo requests sent to check whether marks arrive.")
                        .add(probing.marks().echoes()));
    }
}
