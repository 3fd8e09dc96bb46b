// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process is killed at the entry of the n-th system call that changes something outside of it (`kill-at.c`). The
/// next
/// one, with other virtual services, then leaves the kernel as a fresh start does.
@NeedsRoot
@Tag("faults")
class KilledForwarderTest {
    private static final String PID = Long.toString(ProcessHandle.current().pid());
    private static final String KILLED = "test-killed-" + PID;
    private static final String FRESH = "test-unkilled-" + PID;
    private static final int KILLED_STATUS = 137;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void compile() throws IOException {
        OwnNetwork.command(
                "clang -O1 -Wall -Wextra -Werror -o " + directory.resolve("kill-at") + " src/test/c/kill-at.c");
    }

    @ParameterizedTest
    @EnumSource
    void theNextStartLeavesWhatAFreshOneDoes(KilledForwarder.Step step) {
        OwnNetwork.run(() -> {
            OwnNetwork.ip("link add " + KilledForwarder.INTERFACE + " type veth peer name peer0");
            OwnNetwork.ip("link set " + KilledForwarder.INTERFACE + " up");
            OwnNetwork.command("sysctl -qw net.ipv4.conf." + KilledForwarder.INTERFACE + ".forwarding=1");
            String fresh = afterStart(FRESH);
            List<String> calls = run(step, 0, 0);
            assertThat(calls).as("changes that " + step + " makes").isNotEmpty();
            for (int n : chosen(calls)) {
                run(step, n, KILLED_STATUS);
                assertThat(afterStart(KILLED))
                        .as("%s, killed at call %d: %s", step, n, calls.get(n - 1))
                        .isEqualTo(fresh);
            }
        });
    }

    /// What packets go by once a process has started on what is there. The instance is gone afterwards.
    private static String afterStart(String instance) {
        try {
            try (Forwarder forwarder = KilledForwarder.open(instance)) {
                forwarder.apply(KilledForwarder.otherServices());
                List<Repair> _ = forwarder.reconcile();
                assertThat(forwarder.reconcile()).isEmpty();
            }
            return KernelState.of(instance);
        } finally {
            boolean _ = Forwarder.remove(instance);
        }
    }

    /// @param n      0 to count only
    /// @param status that it must end with
    /// @return the calls that it made
    private static List<String> run(KilledForwarder.Step step, int n, int status) throws IOException {
        if (step.needsInstance()) {
            try (Forwarder forwarder = KilledForwarder.open(KILLED)) {
                forwarder.apply(KilledForwarder.first());
            }
        }
        Path counts = directory.resolve("counts");
        Process process = new ProcessBuilder(
                        directory.resolve("kill-at").toString(),
                        Integer.toString(n),
                        counts.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledForwarder.class.getName(),
                        step.name(),
                        KILLED)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isEqualTo(status);
        if (n == 0) {
            boolean _ = Forwarder.remove(KILLED);
        }
        return Files.readAllLines(counts);
    }

    /// Every call when there is time; otherwise of each kind the first, the middle and the last, and some at random.
    private static Iterable<Integer> chosen(List<String> calls) {
        Map<String, List<Integer>> kinds = new LinkedHashMap<>();
        TreeSet<Integer> all = new TreeSet<>();
        for (int n = 1; n <= calls.size(); n++) {
            String[] words = calls.get(n - 1).split(" ", -1);
            String kind = words[1] + (words[1].equals("bpf") ? words[2] : "");
            kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(n);
            all.add(n);
        }
        if (Soak.or(1, 0) == 1) {
            return all;
        }
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("KilledForwarderTest: " + calls.size() + " calls, -Dbaro.seed=" + seed);
        TreeSet<Integer> some = new TreeSet<>();
        kinds.values().forEach(of -> some.addAll(List.of(of.getFirst(), of.get(of.size() / 2), of.getLast())));
        new Random(seed).ints(4, 1, calls.size() + 1).forEach(some::add);
        return some;
    }
}
