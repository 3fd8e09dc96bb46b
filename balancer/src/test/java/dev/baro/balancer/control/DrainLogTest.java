// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.log.Log;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.ServerOverride.Wish;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainLogTest {
    private static final long DEADLINE_NS = Duration.ofHours(1).toNanos();

    private final RecordingForwarding forwarding = new RecordingForwarding();
    private final AtomicLong clockNs = new AtomicLong();
    private final long before = newest();
    private final Controller controller = new Controller(forwarding, clockNs::get, State.INITIAL, DrainLog::of).start();

    @BeforeEach
    void drainWithSessions() throws Exception {
        forwarding.counters = counters(7);
        Mailbox.await(controller.submit(new Event.ConfigAccepted(Configs.store(80), "baro.yaml")));
        Wish drain = new Wish.Drain(DEADLINE_NS, false);
        Mailbox.await(controller.submit(
                new Event.ServerOverridden(new ServerOverride("store-web-a02", "store-app1", drain, "", 0))));
        Mailbox.await(controller.count());
    }

    @AfterEach
    void stop() {
        controller.close();
    }

    @Test
    void aServerThatHoldsNoSessionAnyMoreIsLoggedOnce() throws Exception {
        assertThat(logged("SERVER_EMPTY")).isEmpty();

        forwarding.counters = counters(0);
        Mailbox.await(controller.count());
        Mailbox.await(controller.count());

        assertThat(logged("SERVER_EMPTY"))
                .extracting(EventEntry::fields)
                .containsExactly(
                        Map.of("server", "store-web-a02", "vip", "store-app1", "text", "drained, no session left"));
    }

    @Test
    void aDeadlineIsLoggedWithTheSessionsThatItEnds() throws Exception {
        deadlinePasses(6);

        assertThat(logged("DRAIN_DEADLINE"))
                .extracting(EventEntry::fields)
                .containsExactly(Map.of("server", "store-web-a02", "vip", "store-app1", "sessions_ended", "6"));
    }

    @Test
    void aDeadlineIsLoggedWithTheLastCountWhereTheKernelGivesNone() throws Exception {
        forwarding.refusal = "bpf map lookup: errno 1";
        deadlinePasses(6);

        assertThat(logged("DRAIN_DEADLINE"))
                .extracting(entry -> entry.fields().get("sessions_ended"))
                .containsExactly("7");
        assertThat(logged("COUNTERS_UNREADABLE")).hasSize(1);
    }

    private void deadlinePasses(long sessions) throws Exception {
        forwarding.counters = counters(sessions);
        clockNs.set(DEADLINE_NS);
        Mailbox.await(controller.submit(new Event.Ticked()));
    }

    private List<EventEntry> logged(String event) {
        return Log.recent().after(before, 1000).events().stream()
                .filter(entry -> entry.event().equals(event))
                .toList();
    }

    private static long newest() {
        List<EventEntry> events = Log.recent().after(0, 1).events();
        return events.isEmpty() ? 0 : events.getLast().id();
    }

    private static ForwarderCounters counters(long sessions) {
        VirtualService http = new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 80);
        ServerCounters server =
                new ServerCounters("store-web-a02", IpAddress.parse("198.51.100.2"), 8, 480, 9, sessions, 0, 0);
        return new ForwarderCounters(Map.of(), List.of(new ServiceCounters(http, false, List.of(server))));
    }
}
