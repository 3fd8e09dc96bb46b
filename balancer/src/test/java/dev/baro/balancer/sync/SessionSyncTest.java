// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Eventually;
import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.KernelForwarding;
import dev.baro.balancer.control.Mailbox;
import dev.baro.core.peer.PeerSessions;
import dev.baro.core.plan.Event;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.sync.SessionTap;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Balancers in one process, each with its own table in the kernel, and a line between them that a test cuts.
@Timeout(120)
class SessionSyncTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /// A million with `-Dbaro.sessions=1000000`.
    private static final int SESSIONS = Integer.getInteger("baro.sessions", 100_000);

    private static final int MOST = 2 * SESSIONS;
    private static final HashKey KEY = HashKey.random();

    private final ConcurrentMap<String, Balancer> balancers = new ConcurrentHashMap<>();
    private final AtomicInteger toLose = new AtomicInteger();

    @AfterEach
    void close() {
        balancers.values().forEach(Balancer::close);
    }

    @Test
    void aPeerGetsTheWholeTable() throws Exception {
        Balancer first = balancer("lb-a", MOST, KEY).serves();
        Balancer second = balancer("lb-b", MOST, KEY).serves();
        first.meets(second);
        long entered = first.filled(SESSIONS);
        second.meets(first);

        long began = System.nanoTime();
        first.forget(second);
        first.meets(second);
        second.holds(entered);
        System.out.printf("SessionSyncTest: %d sessions in %d ms%n", entered, (System.nanoTime() - began) / 1_000_000);

        PeerSessions told = first.sync.of("lb-b");
        assertThat(told.lost()).isZero();
        assertThat(told.sent()).isGreaterThanOrEqualTo(entered);
        assertThat(Eventually.see(PATIENCE, () -> first.sync.of("lb-b").state(), "in-step"::equals))
                .isEqualTo("in-step");
    }

    @Test
    void whatIsLostOnTheWayIsMadeUpFor() throws Exception {
        Balancer first = balancer("lb-a", MOST, KEY).serves();
        Balancer second = balancer("lb-b", MOST, KEY).serves();
        first.meets(second);
        long entered = first.filled(SESSIONS);
        second.meets(first);
        toLose.set(20);

        first.forget(second);
        first.meets(second);

        second.holds(entered);
    }

    @Test
    void aBalancerWithoutAConfigurationAsksAgainWhenItHasOne() throws Exception {
        Balancer first = balancer("lb-a", MOST, KEY).serves();
        Balancer second = balancer("lb-b", MOST, KEY);
        second.sync.expect(Set.of("lb-a"));
        first.meets(second);
        long entered = first.filled(1_000);
        second.meets(first);
        first.forget(second);
        first.meets(second);
        PeerSessions _ = Eventually.see(
                PATIENCE,
                () -> second.sync.of("lb-a"),
                said -> said.refused().getOrDefault("unknown-server", 0L) >= entered);
        assertThat(second.sync.waits()).isEqualTo("waits for the sessions of lb-a");

        second.serves();

        second.holds(entered);
        assertThat(Eventually.see(PATIENCE, second.sync::waits, String::isEmpty))
                .isEmpty();
    }

    @Test
    void anotherKeyIsRefusedAndSaid() throws Exception {
        Balancer first = balancer("lb-a", MOST, KEY).serves();
        Balancer second = balancer("lb-b", MOST, HashKey.random()).serves();
        second.meets(first);
        first.meets(second);

        assertThat(Eventually.see(PATIENCE, () -> first.sync.of("lb-b").state(), "refused"::equals))
                .isEqualTo("refused");
    }

    @Test
    void aLargerTableIsRefusedAndASmallerOneIsNot() throws Exception {
        Balancer first = balancer("lb-a", MOST, KEY).serves();
        Balancer larger = balancer("lb-b", 10 * MOST, KEY).serves();
        first.meets(larger);
        larger.meets(first);

        assertThat(Eventually.see(PATIENCE, () -> first.sync.of("lb-b").state(), "refused"::equals))
                .isEqualTo("refused");
        assertThat(Eventually.see(PATIENCE, () -> larger.sync.of("lb-a").state(), "in-step"::equals))
                .isEqualTo("in-step");
    }

    private Balancer balancer(String name, int maxSessions, HashKey key) {
        Balancer made = new Balancer(name, maxSessions, key);
        balancers.put(name, made);
        return made;
    }

    private void carry(String from, String to, byte[] octets) throws IOException {
        Balancer target = balancers.get(to);
        if (target == null) {
            throw new IOException(to + " is silent");
        }
        if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            target.sync.heard(from, octets);
        }
    }

    private final class Balancer implements AutoCloseable {
        private final String name;
        private final String instance;
        private final KernelForwarding forwarding;
        private final Controller controller;
        private final SessionSync sync;

        Balancer(String name, int maxSessions, HashKey key) {
            this.name = name;
            this.instance = "sync-" + name + "-" + ProcessHandle.current().pid();
            this.forwarding = KernelForwarding.open(new Forwarder.Options(
                    instance, new Forwarder.Interfaces(List.of(), List.of()), maxSessions, List.of(), key));
            this.controller = new Controller(forwarding, System::nanoTime).start();
            this.sync = new SessionSync(controller, System::nanoTime);
        }

        Balancer serves() throws Exception {
            var _ = Mailbox.await(controller.submit(new Event.ConfigAccepted(Configs.store(80), "baro.yaml")));
            return this;
        }

        void meets(Balancer peer) {
            sync.peers((to, octets) -> carry(name, to, octets), name, Set.of(peer.name));
        }

        void forget(Balancer peer) {
            sync.peers((to, octets) -> carry(name, to, octets), name, Set.of());
            assertThat(peer.name).isNotEqualTo(name);
        }

        /// @return how many sessions the table has taken
        long filled(int sessions) throws Exception {
            try (SessionTap tap = Mailbox.await(controller.ask(Forwarding::tap)).orElseThrow()) {
                for (long i = 1; i <= sessions; i++) {
                    // The multiplier of SplitMix64: hashes of flows are even over all bits.
                    var _ = tap.enter(i * 0x9e3779b97f4a7c15L, 1, 7_000);
                }
            }
            return copies();
        }

        private long copies() {
            try {
                return Mailbox.await(controller.ask(Forwarding::sessions)).servers().stream()
                        .mapToLong(server -> server.counts().getOrDefault(SessionState.COPY, 0L))
                        .sum();
            } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }

        void holds(long count) {
            assertThat(Eventually.see(PATIENCE, this::copies, held -> held == count))
                    .isEqualTo(count);
        }

        @Override
        public void close() {
            sync.close();
            controller.close();
            forwarding.close();
            Forwarder.remove(instance);
        }
    }
}
