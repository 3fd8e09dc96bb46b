// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerList;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The verbs that show health, against a real daemon whose probes find one server's mark lost.
class HealthCommandsTest extends StoreDaemon {
    private static final long LIMIT_NS = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE_NS = 5_000_000;
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";

    @Override
    Daemon daemon(Settings settings) {
        return Daemon.start(settings, _ -> forwarding, (_, _, results) -> new AnsweringProbes(results));
    }

    @BeforeEach
    void awaitExplanation() {
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        while (!explained() && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /// Both layers.
    private boolean explained() {
        return baro("server", "show", "store-web-a02").out().split("saw DSCP 10", -1).length == 3;
    }

    @Test
    void listShowsEveryServerAndItsLayers() {
        assertThat(baro("server", "list").out().replaceAll("\\d+s\n", "0s\n")).isEqualTo("""
                        SERVER         ADDRESS       STATE    HEALTH  FAILS  VERDICT    FOR
                        store-web-a01  198.51.100.1  enabled  up      -      -          0s
                        store-web-a02  198.51.100.2  enabled  down    l3,l4  mark-lost  0s
                        """);
        Run run = baro("server", "list", "-o", "wide");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll(TIME, "TIME")).isEqualTo("""
                        SERVER         DC     ADDRESS       STATE    HEALTH  L2  L3    L4    L7  VERDICT    SINCE
                        store-web-a01  idc-a  198.51.100.1  enabled  up      -   up    up    -   -          TIME
                        store-web-a02  idc-a  198.51.100.2  enabled  down    -   down  down  -   mark-lost  TIME
                        """);
    }

    @Test
    void theDoctorShowsWhatTheStatusShows() {
        String problem = "store-web-a02 is down for store-app1 http since ";
        assertThat(baro("status").out()).contains(problem);

        assertThat(baro("doctor", "--interface", "lo").out())
                .containsPattern("warn +problems +" + problem)
                .doesNotContain(" 0 warnings");
    }

    @Test
    void showsTheEvidence() {
        Run run = baro("server", "show", "store-web-a02");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().replaceAll(TIME, "TIME").replaceAll("SINCE +NOTE", "SINCE NOTE"))
                .isEqualTo("""
                        store-web-a02  198.51.100.2  idc-a  dscp  enabled  down

                        VIP         PORT  HEALTH  VERDICT    SINCE NOTE
                        store-app1  http  down    mark-lost  TIME  -

                        mark-lost: the mark is cleared on the way, or the server has no rule for it
                          fix       path in baro server show names the first router that received another DSCP: \
                        trust DSCP on its port. If the mark arrives: baro agent status on the server, then baro agent apply

                        L3 for store-app1: down since TIME, mark-lost; the last 4 failed (rise 2)
                          sends     ping to 198.51.100.2, DSCP 10; next at TIME
                          probe     TIME: SYN+ACK from 198.51.100.2 (from-real-address, after 0.7 ms)
                          failure   TIME: SYN+ACK from 198.51.100.2 (from-real-address, after 0.7 ms)
                          marked    TIME: SYN+ACK from 198.51.100.2 (from-real-address, after 0.7 ms)
                          unmarked  TIME: SYN+ACK from 198.51.100.2 (expected, after 0.7 ms)
                          path      1 192.0.2.1 saw DSCP 10, 2 192.0.2.9 saw DSCP 0

                        L4 for store-app1 http: down since TIME, mark-lost; the last 4 failed (rise 1)
                          sends     SYN to 198.51.100.2:80, DSCP 10; next at TIME
                          probe     TIME: SYN+ACK from 198.51.100.2 (from-real-address, after 0.7 ms)
                          failure   TIME: SYN+ACK from 198.51.100.2 (from-real-address, after 0.7 ms)
                          marked    TIME: SYN+ACK from 198.51.100.2 (from-real-address, after 0.7 ms)
                          unmarked  TIME: SYN+ACK from 198.51.100.2 (expected, after 0.7 ms)
                          ping      TIME: SYN+ACK from 198.51.100.2 (from-real-address, after 0.7 ms)
                          own-ping  TIME: SYN+ACK from 198.51.100.2 (expected, after 0.7 ms)
                          path      1 192.0.2.1 saw DSCP 10, 2 192.0.2.9 saw DSCP 0
                        """);
    }

    @Test
    void aServerThatIsUpEndsWithZero() {
        assertThat(baro("server", "show", "store-web-a01").exitCode()).isZero();
    }

    @Test
    void aServerThatIsNotThereIsSaidSo() {
        Run run = baro("server", "show", "web-9");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("""
                        baro: no such real server: the configuration has no real server web-9
                        see baro server list
                        """);
    }

    @Test
    void programsGetTheAnswerOfTheApi() {
        assertThat(Json.read(baro("server", "list", "-o", "json").out(), ServerList.class)
                        .servers())
                .hasSize(2);
        assertThat(Json.read(
                                baro("server", "show", "store-web-a02", "-o", "json")
                                        .out(),
                                ServerDetail.class)
                        .targets())
                .hasSize(2);
    }

    @Test
    void eventsAreLines() {
        Run run = baro("events", "--last", "1000");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(TIME, "TIME")))
                .contains("TIME  SERVER_DOWN  server=store-web-a02  vip=store-app1  ports=http  layer=l3"
                        + "  verdict=mark-lost  sent=\"ping to 198.51.100.2, DSCP 10\""
                        + "  back=\"SYN+ACK from 198.51.100.2\"");
    }

    @Test
    void eventsForProgramsAreAsManyAsAskedFor() {
        assertThat(baro("events", "-n", "1", "-o", "json").out().lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(Json.read(line, EventEntry.class).id()).isPositive());
    }

    @Test
    void eventsAreFiltered() {
        assertThat(baro("events", "--event", "SERVER_DOWN").out().lines())
                .isNotEmpty()
                .allMatch(line -> line.contains("  SERVER_DOWN  server=store-web-a02  vip=store-app1  "));
        assertThat(baro("events", "--server", "store-web-a02", "--vip", "other").out())
                .isEmpty();
        assertThat(baro("events", "--problems", "-n", "1000").out())
                .contains("SERVER_DOWN")
                .doesNotContain("CONFIG_APPLIED");
    }

    @Test
    void theStatusSaysWhatToLookAt() {
        Run run = baro("status");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).containsPattern("store-web-a02 +idc-a +198.51.100.2 +enabled +down mark-lost ");
        assertThat(run.out().replaceAll(TIME, "TIME").lines().toList().get(3))
                .isEqualTo("PROBLEM  store-web-a02 is down for store-app1 http since TIME: mark-lost;"
                        + " look: baro server show store-web-a02");
    }
}
