// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.flood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.model.SlowStart;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.LeastConnections;
import dev.baro.core.schedule.RampedShares;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Nine servers hold 10,000 sessions each when an empty one joins, on the real program: it counts the sessions,
/// compares two servers and takes one; the rings are those of core. As many sessions begin as end, so that one
/// lasts five seconds on average. Time is the test's own.
@NeedsRoot
@Tag("flood")
class StampedeTest {
    private static final int OLD = 9;
    private static final int SESSIONS_EACH = 10_000;
    private static final int SERVERS = OLD + 1;
    /// So large that no bucket gets a ninth session: with room for half a million one does in 160 runs.
    private static final int TABLE_SESSIONS = 2_000_000;

    private static final int RAMP_SECONDS = 30;
    private static final int LIFETIME_SECONDS = 5;
    private static final int NEW_PER_SECOND = OLD * SESSIONS_EACH / LIFETIME_SECONDS;
    /// How often in a second somebody without two choices may look at the counts.
    private static final int ROUNDS_PER_SECOND = 20;

    private static final String NEWCOMER = "198.51.100." + SERVERS;
    private static final SlowStart SLOW_START = new SlowStart(Duration.ofSeconds(RAMP_SECONDS), 200);
    private static final byte[] SEGMENT = Frame.tcp(0).bytes();

    private final Random random = seeded();
    private final Map<Integer, Ring> ramped = new HashMap<>();
    private final int[] live = new int[OLD * SESSIONS_EACH];
    private PacketPath path;
    private int flows;

    private interface Rings {
        Ring at(int second);
    }

    @BeforeEach
    void fillNineServers() {
        path = PacketPath.open("stampede-" + ProcessHandle.current().pid(), TABLE_SESSIONS);
        for (int i = 0; i < live.length; i++) {
            if (i % SESSIONS_EACH == 0) {
                path.apply(service(OLD, SlotChoice.TWO_CHOICES, new Ring(i / SESSIONS_EACH)));
            }
            live[i] = flows++;
            begin(live[i]);
        }
        assertThat(active()).containsOnly(SESSIONS_EACH);
    }

    @AfterEach
    void close() {
        path.close();
    }

    @Test
    void anEmptyServerNeverGetsTwiceItsFairShareAndReachesParityWithinTheRamp() {
        double[] shares = join(SlotChoice.TWO_CHOICES, this::ramped, RAMP_SECONDS);

        System.out.println("StampedeTest: two choices and slow start: " + text(shares));
        assertThat(Arrays.stream(shares).max().orElseThrow()).isLessThanOrEqualTo(0.2);
        assertThat(shares[0]).as("in the first step").isLessThan(0.03);
        assertThat(active()[OLD] / Arrays.stream(active(), 0, OLD).average().orElseThrow())
                .isBetween(0.95, 1.05);
    }

    /// The server with the fewest gets everything, by the same counts of the same program.
    @Test
    void plainLeastConnectionsStampedesIt() {
        double[] shares = join(SlotChoice.TWO_CHOICES, _ -> fewest(), 1);

        System.out.println("StampedeTest: plain least connections: " + text(shares));
        assertThat(shares[0]).isGreaterThan(0.5);
    }

    /// @return the newcomer's share of new sessions in each second
    private double[] join(SlotChoice choice, Rings rings, int seconds) {
        double[] shares = new double[seconds];
        Ring inForce = new Ring();
        for (int second = 0; second < seconds; second++) {
            int got = 0;
            for (int round = 0; round < ROUNDS_PER_SECOND; round++) {
                Ring wanted = rings.at(second);
                if (!wanted.equals(inForce)) {
                    path.apply(service(SERVERS, choice, wanted));
                    inForce = wanted;
                }
                got += turnOver(NEW_PER_SECOND / ROUNDS_PER_SECOND);
            }
            shares[second] = (double) got / NEW_PER_SECOND;
            path.passSeconds(1);
        }
        return shares;
    }

    /// Each time, one session ends, whichever it is, and another begins.
    ///
    /// @return how many began at the newcomer
    private int turnOver(int sessions) {
        int got = 0;
        for (int i = 0; i < sessions; i++) {
            int place = random.nextInt(live.length);
            path.run(segment(Frame.FIN | Frame.ACK, live[place]));
            live[place] = flows++;
            got += begin(live[place]).equals(NEWCOMER) ? 1 : 0;
        }
        return got;
    }

    private String begin(int flow) {
        String server =
                PacketPath.destination(path.run(segment(Frame.SYN, flow)).packet());
        path.run(segment(Frame.ACK, flow));
        return server;
    }

    private Ring ramped(int second) {
        return ramped.computeIfAbsent(SLOW_START.step(second * 1_000_000_000L), step -> {
            List<RampedShares.Server> servers = IntStream.range(0, SERVERS)
                    .mapToObj(i -> new RampedShares.Server("web-" + (i + 1), 100, i == OLD ? step : SlowStart.STEPS))
                    .toList();
            return new LeastConnections().fill(RampedShares.of(servers, SlotChoice.TWO_CHOICES, SLOW_START));
        });
    }

    /// The newcomer is not counted before it is planned, and has none then.
    private Ring fewest() {
        double[] active = Arrays.copyOf(active(), SERVERS);
        int fewest = IntStream.range(0, SERVERS)
                .reduce((a, b) -> active[a] <= active[b] ? a : b)
                .orElseThrow();
        return new Ring(fewest);
    }

    private double[] active() {
        return path.servers(0).stream()
                .mapToDouble(ForwarderCounters.ServerCounters::sessionsActive)
                .toArray();
    }

    private static ServicePlan service(int servers, SlotChoice choice, Ring ring) {
        return PacketPath.service(Protocol.TCP, 80, choice, servers, ring);
    }

    /// The program never looks whether checksums are right, so they may be wrong here.
    private static byte[] segment(int tcpFlags, int flow) {
        byte[] frame = SEGMENT.clone();
        frame[27] = (byte) (flow >> 16);
        frame[28] = (byte) (flow >> 8);
        frame[29] = (byte) flow;
        frame[47] = (byte) tcpFlags;
        return frame;
    }

    private static String text(double[] shares) {
        return Arrays.stream(shares)
                .mapToObj(share -> String.format(Locale.ROOT, "%.1f", 100 * share))
                .collect(Collectors.joining(" ", "share of new sessions by second: ", " %"));
    }

    /// `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a run, but for the program's own secret.
    private static Random seeded() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of StampedeTest: " + seed);
        return new Random(seed);
    }
}
