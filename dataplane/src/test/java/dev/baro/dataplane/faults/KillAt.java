// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import dev.baro.dataplane.kernel.ChildJvm;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/// Runs a Java program under `kill-at.c`.
final class KillAt {
    private static final int KILLED = 137;

    private final Path directory;

    private KillAt(Path directory) {
        this.directory = directory;
    }

    /// @param directory that is there as long as this
    static KillAt compiled(Path directory) throws IOException {
        OwnNetwork.command(
                "clang -O1 -Wall -Wextra -Werror -o " + directory.resolve("kill-at") + " src/test/c/kill-at.c");
        return new KillAt(directory);
    }

    /// @param changed classes that the program finds first; empty for none
    /// @param n       the call at which it is killed; 0 lets it end
    /// @return the calls that it made
    List<String> run(List<Path> changed, int n, String... program) throws IOException {
        Path counts = directory.resolve("counts");
        List<String> words = new ArrayList<>(
                List.of(directory.resolve("kill-at").toString(), Integer.toString(n), counts.toString()));
        words.addAll(java(changed, program));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        end(process, n == 0 ? 0 : KILLED);
        return Files.readAllLines(counts);
    }

    /// @throws AssertionError with what it printed when it fails
    static void runUntraced(List<Path> changed, String... program) throws IOException {
        end(start(changed, program), 0);
    }

    static Process start(List<Path> changed, String... program) throws IOException {
        return new ProcessBuilder(java(changed, program))
                .redirectErrorStream(true)
                .start();
    }

    /// Every call when there is time; otherwise of each kind the first, the middle and the last,
    /// and some at random.
    static Iterable<Integer> chosen(List<String> calls, boolean all, int atRandom, long seed) {
        Map<String, List<Integer>> kinds = new LinkedHashMap<>();
        TreeSet<Integer> chosen = new TreeSet<>();
        for (int n = 1; n <= calls.size(); n++) {
            String[] words = calls.get(n - 1).split(" ", -1);
            String kind = words[1] + (words[1].equals("bpf") ? words[2] : "");
            kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(n);
            if (all) {
                chosen.add(n);
            }
        }
        kinds.values().forEach(of -> chosen.addAll(List.of(of.getFirst(), of.get(of.size() / 2), of.getLast())));
        new Random(seed).ints(atRandom, 1, calls.size() + 1).forEach(chosen::add);
        return chosen;
    }

    private static List<String> java(List<Path> changed, String... program) {
        StringBuilder path = new StringBuilder();
        changed.forEach(classes -> path.append(classes).append(File.pathSeparator));
        return ChildJvm.command(List.of(), path + ChildJvm.CLASS_PATH, program);
    }

    private static void end(Process process, int status) throws IOException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int ended = process.onExit().join().exitValue();
        if (ended != status) {
            throw new AssertionError("ended with " + ended + " instead of " + status + ": " + output);
        }
    }
}
