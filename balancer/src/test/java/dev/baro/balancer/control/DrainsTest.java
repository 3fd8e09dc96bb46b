// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.Overrides;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrainsTest {
    private static final Drains.Pair PAIR = new Drains.Pair("store-app1", "store-web-a01");

    private final State state = State.initial(Overrides.NONE)
            .after(
                    new Event.ConfigAccepted(
                            Configs.store(80, ServerState.DRAIN, List.of(Configs.balancer("lb-a1", "eth0"))),
                            "baro.yaml"),
                    0);

    private Drains drains = Drains.NONE.in(state);

    @Test
    void anExactCountOfNoneIsEmptyAtOnce() {
        count(false, 100, 1, 0);
        assertThat(emptySince()).isEqualTo(Drains.HOLDS_SESSIONS);

        count(false, 101, 0, 7);
        assertThat(emptySince()).isEqualTo(ns(7));
    }

    @Test
    void anEstimateOfNoneIsEmptyAfterAMinuteWithoutAPacket() {
        count(true, 100, 0, 0);
        count(true, 101, 0, 50);
        count(true, 101, 0, 109);
        assertThat(emptySince()).isEqualTo(Drains.HOLDS_SESSIONS);

        count(true, 101, 0, 110);
        assertThat(emptySince()).isEqualTo(ns(110));
    }

    @Test
    void anEstimateOfSomeIsEmptyWhenASessionWouldHaveEnded() {
        count(true, 100, 3, 0);
        count(true, 100, 3, 7_499);
        assertThat(emptySince()).isEqualTo(Drains.HOLDS_SESSIONS);

        count(true, 100, 3, 7_500);
        assertThat(emptySince()).isEqualTo(ns(7_500));
    }

    @Test
    void aServerThatIsHeardOfAgainIsNotEmpty() {
        count(true, 100, 0, 0);
        count(true, 100, 0, 60);
        count(true, 101, 0, 61);

        assertThat(emptySince()).isEqualTo(Drains.HOLDS_SESSIONS);
    }

    private void count(boolean estimated, long packets, long active, long second) {
        VirtualService http = new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 80);
        ServerCounters server = new ServerCounters(
                "store-web-a01", IpAddress.parse("198.51.100.1"), packets, 60 * packets, 10, active, 0, 0);
        ForwarderCounters counters =
                new ForwarderCounters(Map.of(), List.of(new ServiceCounters(http, estimated, List.of(server))));
        drains = drains.after(state, counters, ns(second));
    }

    private long emptySince() {
        return drains.emptySinceNs().getOrDefault(PAIR, -1L);
    }

    private static long ns(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
