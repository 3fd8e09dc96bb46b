// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.log.Logfmt;
import dev.baro.dataplane.forward.Forwarder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The daemon is killed at the entry of the n-th system call that changes something outside of it. The next
/// one, with another file, then leaves kernel, files and packets as one does that finds nothing.
///
/// Threads take turns, so the n-th call is not the same one in each run; the state afterwards is.
@Tag("faults")
class KilledDaemonTest {
    private static final String PID = Long.toString(ProcessHandle.current().pid());
    private static final boolean ALL = Boolean.getBoolean("baro.soak");
    private static final int AT_RANDOM = 4;

    @TempDir
    private static Path directory;

    private static BalancedSegment segment;
    private static KilledDaemon daemons;
    private static KernelInspector inspector;
    private static String fresh = "";
    private static int homes;

    @BeforeAll
    static void build() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root to load BPF programs");
        Logfmt.writeTo(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        segment = BalancedSegment.create();
        daemons = KilledDaemon.compiled(directory);
        inspector = new KernelInspector(KilledConfigs.OTHER_SERVICES_INSPECTED);
        DaemonHome home = home("test-fresh-" + PID);
        try {
            fresh = afterStart(home);
        } finally {
            boolean _ = Forwarder.remove(home.instance());
        }
        assertThat(fresh).contains("packets unlike the model: \n");
    }

    @AfterAll
    static void takeDown() throws IOException {
        if (inspector != null) {
            inspector.close();
        }
        if (segment != null) {
            segment.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextStartLeavesWhatAFreshOneDoes(KilledDaemon.Step step) throws Exception {
        List<String> calls = trial(step, 0).calls();
        assertThat(calls).as("changes that " + step + " makes").isNotEmpty();
        long seed = Long.getLong("baro.seed", System.nanoTime());
        Set<Integer> chosen = chosen(calls, seed);
        System.out.println("KilledDaemonTest: " + step + ", " + calls.size() + " calls, of which " + chosen.size()
                + " are chosen, -Dbaro.seed=" + seed);
        int killed = 0;
        for (int n : chosen) {
            killed += trial(step, n).killed() ? 1 : 0;
        }

        assertThat(killed).as("daemons that were killed before they ended").isGreaterThan(chosen.size() / 2);
    }

    /// @param n 0 to let the daemon live
    private static KilledDaemon.Life trial(KilledDaemon.Step step, int n) throws IOException, InterruptedException {
        DaemonHome home = home("test-killed-" + PID);
        try {
            KilledDaemon.Life life = daemons.run(step, n, home);
            assertThat(afterStart(home))
                    .as("%s, killed at call %d: %s", step, n, life.calls().getLast())
                    .isEqualTo(fresh);
            return life;
        } finally {
            boolean _ = Forwarder.remove(home.instance());
        }
    }

    /// What there is once another daemon has started on what is there.
    private static String afterStart(DaemonHome home) throws IOException {
        String kernel;
        try (Daemon _ = home.start(KilledConfigs.OTHER_SERVICES)) {
            kernel = inspector.inspect(home.instance()) + "\n" + BalancedSegment.hostState();
        }
        return kernel + home.files();
    }

    private static DaemonHome home(String instance) throws IOException {
        return new DaemonHome(instance, Files.createDirectory(directory.resolve("home-" + ++homes)));
    }

    /// Every call when there is time; otherwise one of each kind, and some more, at random.
    private static Set<Integer> chosen(List<String> calls, long seed) {
        Random random = new Random(seed);
        TreeSet<Integer> chosen = new TreeSet<>();
        if (ALL) {
            IntStream.rangeClosed(1, calls.size()).forEach(chosen::add);
            return chosen;
        }
        Map<String, List<Integer>> kinds = new LinkedHashMap<>();
        for (int n = 1; n <= calls.size(); n++) {
            String[] words = calls.get(n - 1).split(" ", -1);
            String kind = words[1] + (words[1].equals("bpf") ? words[2] : "");
            kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(n);
        }
        kinds.values().forEach(of -> chosen.add(of.get(random.nextInt(of.size()))));
        random.ints(AT_RANDOM, 1, calls.size() + 1).forEach(chosen::add);
        return chosen;
    }
}
