// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.SessionSettings;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.differential.PlantedFault;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.Soak;
import dev.baro.dataplane.kernel.StructFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel's timer, in real time: it counts seconds and ends idle sessions, in pieces that no packet notices.
@NeedsRoot
@Tag("program")
class SweepTest {
    private static final int MAX_SESSIONS = Soak.or(64_000_000, 4_000_000);
    /// The largest table that is swept in one piece each second.
    private static final int SMALL = 32_768;

    private static final int SWEEP_SECONDS = 32;
    /// Five times what is promised, because other interrupts and other guests of the machine count as well.
    private static final long LONGEST_PIECE_NS = 100_000;
    private static final int SECONDS = 5;
    private static final int NOW = 5_000;
    private static final int SERVERS = 8;
    private static final int BUCKET = 8;

    private static final PlantedFault ONE_PIECE = new PlantedFault(
            "one piece a second",
            "balancer/sweep.h",
            "#define BUCKETS_PER_PIECE 256\n#define PIECE_NS 14000\n",
            "#define BUCKETS_PER_PIECE 8388608\n#define PIECE_NS 1000000000\n");

    private final String instance = "sweep-" + ProcessHandle.current().pid();
    private Path directory = Path.of("");

    @BeforeEach
    void make() {
        directory = BpfFs.makeDirectory(instance);
    }

    @AfterEach
    void remove() {
        Forwarder.remove(instance);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesMicrosecondsAtATime(boolean expired) throws InterruptedException {
        try (ForwarderMaps maps = ForwarderMaps.load(directory, MAX_SESSIONS)) {
            fill(maps, expired);

            long longestNs = longestPieceNsOfAQuietSecond(maps);

            System.out.println("SweepTest: longest piece " + longestNs + " ns, "
                    + (expired ? "all sessions expired" : "all sessions live"));
            assertThat(longestNs).isBetween(1L, LONGEST_PIECE_NS);
            assertThat(maps.longestWorkNs()).isBetween(1L, LONGEST_PIECE_NS);
        }
    }

    @Test
    void inOnePieceWouldTakeFarLonger(@TempDir Path folder) throws IOException, InterruptedException {
        try (ForwarderMaps maps = ForwarderMaps.load(directory, MAX_SESSIONS, ONE_PIECE.compiled(folder))) {
            fill(maps, false);

            assertThat(longestPieceNsOfAQuietSecond(maps)).isGreaterThan(2 * LONGEST_PIECE_NS);
        }
    }

    @Test
    void goesThroughTheTableIn32SecondsWhileTheClockCountsThem() throws InterruptedException {
        try (ForwarderMaps maps = ForwarderMaps.load(directory, MAX_SESSIONS)) {
            fill(maps, false);
            maps.startClock();
            await(() -> maps.tick() > NOW);

            long begin = System.nanoTime();
            int bucket = now(maps).get(JAVA_INT, offset("sweep_bucket"));
            int tick = maps.tick();
            Thread.sleep(SECONDS * 1_000L);
            double seconds = (System.nanoTime() - begin) / 1e9;
            int buckets = now(maps).get(JAVA_INT, offset("sweep_bucket")) - bucket;

            double expected = seconds * maps.map("sessions").entries() / SWEEP_SECONDS;
            assertThat(buckets / expected).isBetween(0.75, 1.25);
            assertThat((double) maps.tick() - tick).isBetween(seconds - 1.6, seconds + 1.6);
        }
    }

    @Test
    void ofASmallTableIsOnePieceASecond() throws InterruptedException {
        try (ForwarderMaps maps = ForwarderMaps.load(directory, SMALL)) {
            fill(maps, false);
            maps.startClock();

            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < SECONDS * 100; i++) {
                seen.add(now(maps).get(JAVA_INT, offset("sweep_bucket")));
                Thread.sleep(10);
            }

            assertThat(seen).hasSizeBetween(2, SECONDS + 2);
        }
    }

    @Test
    void endsIdleSessionsAndCountsThem() throws InterruptedException {
        try (ForwarderMaps maps = ForwarderMaps.load(directory, MAX_SESSIONS)) {
            fill(maps, false);
            long expired = (long) maps.map("sessions").entries() / SWEEP_SECONDS / 2 * BUCKET;
            MemorySegment table = maps.map("sessions").memory();
            for (long i = 0; i < expired; i++) {
                table.setAtIndex(JAVA_LONG, i, session(i, i % 2 == 0 ? NOW - 7_600 : NOW));
            }
            count(maps);
            long before = active(maps);

            maps.startClock();
            await(() -> active(maps) == before - expired / 2);

            for (long i = 0; i < expired; i++) {
                assertThat(table.getAtIndex(JAVA_LONG, i)).isEqualTo(i % 2 == 0 ? 0 : session(i, NOW));
            }
        }
    }

    @Test
    void goesOnWithoutADaemonAndUnderTheNext() throws InterruptedException {
        try (ForwarderMaps maps = ForwarderMaps.load(directory, SMALL)) {
            fill(maps, false);
            maps.startClock();
        }

        try (ForwarderMaps maps = ForwarderMaps.load(directory, SMALL)) {
            await(() -> maps.tick() >= NOW + 2);
            int buckets = now(maps).get(JAVA_INT, offset("sweep_bucket"));
            maps.setLimits(SessionSettings.DEFAULTS, 0);
            int tick = maps.tick();
            maps.startClock();
            long longest = maps.longestPieceNs();
            await(() -> maps.tick() >= tick + 2);

            assertThat(buckets).isPositive();
            assertThat(longest).isZero();
            assertThat(now(maps).get(JAVA_INT, offset("sweep_bucket"))).isGreaterThan(buckets);
        }
    }

    /// Other work on the machine prolongs a piece now and then.
    private static long longestPieceNsOfAQuietSecond(ForwarderMaps maps) throws InterruptedException {
        maps.startClock();
        await(() -> maps.tick() > NOW);
        long quiet = Long.MAX_VALUE;
        for (int second = 0; second < SECONDS; second++) {
            now(maps).set(JAVA_LONG, offset("longest_piece_ns"), 0);
            Thread.sleep(1_100);
            quiet = Math.min(quiet, maps.longestPieceNs());
        }
        return quiet;
    }

    /// Every place but each third, in no order.
    private static void fill(ForwarderMaps maps, boolean expired) {
        maps.setLimits(SessionSettings.DEFAULTS, 0);
        now(maps).set(JAVA_INT, 0, NOW);
        MemorySegment table = maps.map("sessions").memory();
        for (long i = 0; i < table.byteSize() / Long.BYTES; i++) {
            boolean free = i * 0x9e3779b97f4a7c15L >>> 60 < 5;
            table.setAtIndex(JAVA_LONG, i, free ? 0 : session(i, expired ? NOW - 7_600 : NOW));
        }
        maps.map("occupied").memory().fill((byte) 0xff);
        count(maps);
    }

    private static long session(long i, int tick) {
        return i << 32 | (1 + i % SERVERS) << 16 | (long) SessionState.ESTABLISHED.ordinal() << 13 | tick & 0x1fff;
    }

    /// As the program would have counted them.
    private static void count(ForwarderMaps maps) {
        MemorySegment table = maps.map("sessions").memory();
        int[] active = new int[1 + SERVERS];
        for (long i = 0; i < table.byteSize() / Long.BYTES; i++) {
            long session = table.getAtIndex(JAVA_LONG, i);
            if (session != 0) {
                active[(int) (session >>> 16 & 0xffff)]++;
            }
        }
        for (int server = 1; server <= SERVERS; server++) {
            maps.map("real_server_loads").memory(server).set(JAVA_INT, 0, active[server]);
        }
    }

    private static long active(ForwarderMaps maps) {
        long sum = 0;
        for (int server = 1; server <= SERVERS; server++) {
            sum += maps.map("real_server_loads").memory(server).get(JAVA_INT, 0);
        }
        return sum;
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static MemorySegment now(ForwarderMaps maps) {
        return maps.map(".data.now").memory(0);
    }

    private static long offset(String field) {
        return StructFormat.offset(Layout.TIME, field);
    }
}
