// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.health.ProbeCounts;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.State;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What an alert can be made of when servers fail.
class HealthMetricsTest {
    private static final ServiceMember FIRST = new ServiceMember("store-app1", "http", "store-web-a01");
    private static final ServiceMember SECOND = new ServiceMember("store-app1", "http", "store-web-a02");

    @Test
    void aServerThatFailsIsDownWithItsVerdictAndTheVipHasOneLess() throws IOException {
        Health health = health(down(false), Suspicion.NONE);

        assertThat(lines(health))
                .contains(
                        "baro_server_up{data_centre=\"idc-a\",port=\"http\",server=\"store-web-a01\",vip=\"store-app1\"} 1.0",
                        "baro_server_up{data_centre=\"idc-a\",port=\"http\",server=\"store-web-a02\",vip=\"store-app1\"} 0.0",
                        "baro_server_verdict{port=\"http\",server=\"store-web-a02\",verdict=\"not-listening\",vip=\"store-app1\"} 1.0",
                        "baro_vip_usable_servers{vip=\"store-app1\"} 1.0",
                        "baro_vip_needed_servers{vip=\"store-app1\"} 1.0",
                        "baro_mass_failure_suspected 0.0")
                .noneMatch(line -> line.startsWith("baro_server_verdict") && line.contains("store-web-a01"));
    }

    @Test
    void aServerThatIsKeptThroughAMassFailureCountsAsUpAndSaysWhatItFails() throws IOException {
        Health health = health(down(true), new Suspicion(true, 0, 1, 2, List.of()));

        assertThat(lines(health))
                .contains(
                        "baro_server_up{data_centre=\"idc-a\",port=\"http\",server=\"store-web-a02\",vip=\"store-app1\"} 1.0",
                        "baro_server_verdict{port=\"http\",server=\"store-web-a02\",verdict=\"not-listening\",vip=\"store-app1\"} 1.0",
                        "baro_vip_usable_servers{vip=\"store-app1\"} 2.0",
                        "baro_mass_failure_suspected 1.0");
    }

    @Test
    void ofAServerThatNothingIsKnownOfThereIsNoSeries() throws IOException {
        Health health = new Health(true, Map.of(), Suspicion.NONE);

        assertThat(lines(health))
                .noneMatch(line -> line.startsWith("baro_server_"))
                .contains("baro_vip_usable_servers{vip=\"store-app1\"} 0.0");
    }

    private static MemberHealth down(boolean kept) {
        return new MemberHealth(Condition.DOWN, kept, Verdict.NOT_LISTENING, 0);
    }

    private static Health health(MemberHealth ofSecond, Suspicion suspicion) {
        MemberHealth up = new MemberHealth(Condition.UP, true, Verdict.HEALTHY, 0);
        return new Health(true, Map.of(FIRST, up, SECOND, ofSecond), suspicion);
    }

    private static Stream<String> lines(Health health) throws IOException {
        State state = State.INITIAL
                .after(new Event.ConfigAccepted(Configs.store(80), "test"), 0)
                .after(new Event.HealthChanged(health), 0);
        Probing probing = new Probing(ProberTime.NONE, MarkReport.NONE, Map.of(), ProbeCounts.NONE);
        MetricSnapshots metrics = new MetricSnapshots(new HealthMetrics(state, probing)
                .families().stream().map(MetricFamily::snapshot).toList());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, metrics, EscapingScheme.UNDERSCORE_ESCAPING);
        return out.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"));
    }
}
