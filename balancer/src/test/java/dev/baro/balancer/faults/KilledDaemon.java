// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.faults;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A daemon that is a process under `kill-at.c`.
///
/// @param directory of the compiled program
record KilledDaemon(Path directory) {
    private static final int KILLED = 137;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /// What the daemon does when it is killed.
    enum Step {
        FIRST_START("", KilledConfigs.FIRST),
        /// Another file, by SIGHUP.
        APPLY("", KilledConfigs.FIRST),
        /// On what a daemon with the same file left: another program under the links, and nothing else.
        SWAP(KilledConfigs.FIRST, KilledConfigs.FIRST),
        /// On what a daemon with another file left.
        ADOPTION(KilledConfigs.FIRST, KilledConfigs.OTHER_SERVERS),
        DETACH(KilledConfigs.FIRST, KilledConfigs.FIRST);

        private final String before;
        private final String file;

        Step(String before, String file) {
            this.before = before;
            this.file = file;
        }
    }

    /// @param calls those that change something outside of the process, as they were made
    record Life(boolean killed, List<String> calls) {}

    static KilledDaemon compiled(Path directory) throws IOException {
        Process compiler = new ProcessBuilder(
                        "clang",
                        "-O1",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-o",
                        directory.resolve("kill-at").toString(),
                        "../dataplane/src/test/c/kill-at.c")
                .inheritIO()
                .start();
        if (compiler.onExit().join().exitValue() != 0) {
            throw new IOException("kill-at.c does not compile");
        }
        return new KilledDaemon(directory);
    }

    /// @param n 0 to let it do all of it, and end by SIGTERM
    Life run(Step step, int n, DaemonHome home) throws IOException, InterruptedException {
        if (!step.before.isEmpty()) {
            try (Daemon _ = home.start(step.before)) {
                home.write(step.file);
            }
        }
        home.write(step.file);
        Path counts = directory.resolve("counts");
        String at = (step == Step.APPLY ? "after-hup:" : "") + n;
        List<String> program = new ArrayList<>(List.of(Main.class.getName()));
        program.addAll(home.arguments());
        if (step == Step.DETACH) {
            program.add("--detach");
        }
        Process process =
                JavaProgram.start(List.of(directory.resolve("kill-at").toString(), at, counts.toString()), program);
        List<String> log = new CopyOnWriteArrayList<>();
        Thread logging = Thread.ofPlatform().daemon().start(() -> read(process, log));
        try {
            if (step != Step.DETACH) {
                serve(step, process, log, home);
            }
            process.waitFor();
        } catch (AssertionError e) {
            throw new AssertionError(step + " at call " + n + ": " + String.join("\n", log), e);
        } finally {
            process.destroyForcibly().waitFor();
            logging.join();
        }
        int status = process.exitValue();
        if (status != 0 && (status != KILLED || n == 0)) {
            throw new AssertionError(step + " ended with " + status + ": " + String.join("\n", log));
        }
        return new Life(status == KILLED, Files.readAllLines(counts));
    }

    /// Until it has done everything, unless it dies before.
    private static void serve(Step step, Process process, List<String> log, DaemonHome home)
            throws IOException, InterruptedException {
        await(() -> !process.isAlive() || home.isServed());
        if (step == Step.APPLY) {
            home.write(KilledConfigs.OTHER_SERVERS);
            signal(process, "HUP");
            await(() -> !process.isAlive()
                    || log.stream()
                                    .filter(line -> line.contains(" event=CONFIG_APPLIED "))
                                    .count()
                            > 1);
        }
        signal(process, "TERM");
    }

    /// A process that is traced on a busy machine takes its time, and asking it often takes more.
    static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("not within " + PATIENCE);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /// To the daemon; nothing happens when it is dead.
    private static void signal(Process killAt, String name) throws IOException, InterruptedException {
        for (ProcessHandle daemon : killAt.children().toList()) {
            int _ = new ProcessBuilder("kill", "-" + name, Long.toString(daemon.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        }
    }

    private static void read(Process process, List<String> log) {
        try (var in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
