// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.Soak;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Round robin remembers only the sessions that deviate from the hash, and stays as even as it says.
@NeedsRoot
@Tag("program")
class HashFirstTest {
    private static final int SESSIONS = Soak.or(1_000_000, 40_000);
    /// With so large a table, no bucket gets full: Poisson, 0.3 of 8 places taken.
    private static final int ROOM_FOR_ALL = 4 * SESSIONS;

    private static final int FORGED = Soak.or(2_000, 1_000);
    private static final int HALF = 1 << 31;

    private final long seed = Long.getLong("baro.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @ParameterizedTest
    @CsvSource({
        "1, 6, 51",
        "1, 10, 51",
        "1, 100, 51",
        "1, 1000, 51",
        "16, 6, 6.5",
        "16, 100, 6.5",
        "40, 6, 3.5",
        "40, 100, 3.5",
    })
    void remembersFewSessionsAndIsNeverLessEvenThanItSays(int spread, int servers, double percent) {
        try (TurnPath path = new TurnPath(ROOM_FOR_ALL)) {
            path.apply(servers, spread);
            for (int flow = 0; flow < SESSIONS; flow++) {
                path.open(flow);
                if (flow % (SESSIONS / 20) == 0) {
                    assertThat(path.unevenness(servers)).isLessThanOrEqualTo(spread);
                }
            }

            double share = 100.0 * path.entries() / SESSIONS;
            System.out.printf(
                    "HashFirstTest: spread %d, %d servers: %.1f %% of %d sessions deviate, max - min %d%n",
                    spread, servers, share, SESSIONS, path.unevenness(servers));
            assertThat(share).isLessThanOrEqualTo(percent);
            assertThat(path.withoutPlace()).isZero();
            assertThat(path.unevenness(servers)).isLessThanOrEqualTo(spread);
        }
    }

    /// A session whose bucket is full follows the hash and takes no turn.
    @Test
    void onlySessionsWithoutAPlaceAddToTheDifference() {
        try (TurnPath path = new TurnPath(1_024)) {
            path.apply(100, 1);
            int flow = 0;
            while (path.withoutPlace() < 20) {
                assertThat(flow).isLessThan(10_000);
                path.open(flow++);
                assertThat(path.unevenness(100)).isLessThanOrEqualTo(1 + path.withoutPlace());
            }
            assertThat(path.unevenness(100)).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void everySessionStaysWithItsServer(int spread) {
        try (TurnPath path = new TurnPath(65_536)) {
            path.apply(6, spread);
            Map<Integer, String> servers = new HashMap<>();
            for (int flow = 0; flow < 2_000; flow++) {
                servers.put(flow, path.open(flow));
            }
            for (int count : new int[] {7, 6, 8, 7}) {
                path.apply(count, spread);
                path.path.passSeconds(1_000);
                servers.forEach((flow, server) -> assertThat(path.ack(flow, 9)).isEqualTo(server));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "1, 7", "16, 7"})
    void aRepeatedSynGoesWhereTheFirstWentWhateverHappensBetween(int spread, int seconds) {
        try (TurnPath path = new TurnPath(65_536)) {
            path.apply(7, spread);
            int next = 100_000;
            for (int flow = 0; flow < FORGED; flow++) {
                String server = path.syn(flow, flow);
                path.open(next++);
                if (flow % 100 == 0) {
                    path.apply(7, spread, flow % 200 == 0 ? Set.of(7) : Set.of());
                    path.path.passSeconds(seconds);
                }
                assertThat(path.syn(flow, flow)).isEqualTo(server);
                assertThat(path.ack(flow, flow + 1)).isEqualTo(server);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "16, false", "16, true"})
    void aForgedSynFarAwayCutsNoLiveFlow(int spread, boolean moved) {
        assertThat(cut(spread, moved, _ -> HALF)).isZero();
    }

    /// Two of 64 sequence numbers fit; then it depends on whether the session deviates.
    @ParameterizedTest
    @CsvSource({"1, false", "1, true"})
    void aForgedSynAtRandomCutsTwoOfSixtyFourAtMost(int spread, boolean moved) {
        assertThat(cut(spread, moved, _ -> random.nextInt()))
                .as("seed %d", seed)
                .isLessThan(FORGED / 16);
    }

    private int cut(int spread, boolean moved, IntUnaryOperator sequence) {
        try (TurnPath path = new TurnPath(65_536)) {
            path.apply(6, spread);
            Map<Integer, String> servers = new HashMap<>();
            for (int flow = 0; flow < FORGED; flow++) {
                servers.put(flow, path.open(flow));
            }
            if (moved) {
                path.apply(7, spread);
            }
            int cut = 0;
            for (Map.Entry<Integer, String> flow : servers.entrySet()) {
                path.syn(flow.getKey(), sequence.applyAsInt(0));
                cut += path.ack(flow.getKey(), 2).equals(flow.getValue()) ? 0 : 1;
            }
            return cut;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void staysEvenThroughAPlanEveryTenSessions(int spread) {
        try (TurnPath path = new TurnPath(65_536)) {
            path.apply(6, spread);
            for (int flow = 0; flow < 2_000; flow++) {
                path.open(flow);
                if (flow % 10 == 0) {
                    path.apply(6 + flow / 10 % 2, spread);
                    assertThat(path.unevenness(6)).isLessThanOrEqualTo(spread);
                }
            }
        }
    }

    /// It joins in the middle of the spread, at most half of it from where the others are on average, and ends at most
    /// the whole spread from there. Which of it the hash decides, so only their sum is certain.
    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void aServerThatJoinsGetsItsShareGiveOrTakeTheSpread(int spread) {
        try (TurnPath path = new TurnPath(65_536)) {
            path.apply(6, spread);
            for (int flow = 0; flow < 1_000; flow++) {
                path.open(flow);
            }
            path.apply(7, spread);
            for (int flow = 1_000; flow < 1_700; flow++) {
                path.open(flow);
            }

            int most = spread + spread / 2;
            assertThat(path.created(7)).isBetween(100L - most, 100L + most);
        }
    }

    @Test
    void twoProcessorsTakeNoTurnTwice() throws InterruptedException {
        try (TurnPath path = new TurnPath(Soak.or(10_000_000, 65_536))) {
            path.apply(6, 1);
            int each = Soak.or(5_000_000, 20_000);
            Thread other = Thread.ofPlatform().start(() -> {
                for (int flow = 0; flow < each; flow++) {
                    path.open(flow);
                }
            });
            for (int flow = each; flow < 2 * each; flow++) {
                path.open(flow);
            }
            other.join();

            assertThat(path.unevenness(6)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aFinOfNoSessionChangesNothing() {
        try (TurnPath path = new TurnPath(65_536)) {
            path.apply(6, 1);
            for (int flow = 0; flow < 600; flow++) {
                path.open(flow);
                for (int i = 0; i < Soak.or(1_000, 10); i++) {
                    path.send(Frame.FIN | Frame.ACK, 70_000, 5);
                    path.send(Frame.RST, 70_000, 5);
                }
            }

            assertThat(path.unevenness(6)).isZero();
        }
    }

    @Test
    void aDrainedServerGetsNoNewSessionThoughTheTableIsFull() {
        try (TurnPath path = new TurnPath(16)) {
            path.apply(4, 1);
            for (int flow = 0; flow < 1_000; flow++) {
                path.open(flow);
            }
            for (int drained = 1; drained <= 4; drained++) {
                long before = path.created(drained);
                path.apply(4, 1, Set.of(drained));
                for (int flow = 1_000 * drained; flow < 1_000 * drained + 500; flow++) {
                    path.path.run(TurnPath.frame(Frame.SYN, flow, 0));
                }
                assertThat(path.created(drained)).isEqualTo(before);
            }
        }
    }

    @Test
    void slotsSettleAlthoughSessionsDeviate() {
        try (TurnPath path = new TurnPath(65_536)) {
            path.apply(6, 1);
            path.apply(7, 1);
            for (int flow = 0; flow < 500; flow++) {
                path.open(flow);
            }
            for (int hours = 0; hours < 4; hours++) {
                path.path.passSeconds(3_600);
                for (int flow = 0; flow < 500; flow++) {
                    path.ack(flow, 9);
                }
            }

            assertThat(path.path.forwarder.settle()).isZero();
        }
    }
}
