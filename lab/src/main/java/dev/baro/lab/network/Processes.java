// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Reads processes from `/proc`.
public final class Processes {
    private static final String ENDED = "ZX";
    private static final long TICKS_PER_SECOND = 100;
    /// The positions, after the state in `/proc/PID/stat`, of the user and system time of the process and
    /// of its exited children.
    private static final int FIRST_TIME = 11;

    private static final int TIMES = 4;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private Processes() {}

    /// Whether a process is running. A zombie is not: it has ended, but its parent has not read its exit code,
    /// and some programs that run as process 1 of a container never read it. A process whose first thread is a
    /// zombie keeps its files open until its last thread has ended.
    public static boolean lives(ProcessHandle process) {
        return process.isAlive() && (state(process.pid()).isPresent() || threads(process.pid()) > 1);
    }

    private static long threads(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.count();
        } catch (IOException | UncheckedIOException e) {
            return 0; // the process has exited in the meantime
        }
    }

    /// Terminates processes, kills those that do not exit soon, and returns when all have exited.
    ///
    /// @throws LabException if some do not end; its message names them
    public static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        long deadlineNs = System.nanoTime() + WaitFactor.slow(GRACE).toNanos();
        while (!alive(processes).isEmpty() && System.nanoTime() - deadlineNs < 0) {
            Pause.of(Duration.ofMillis(10));
        }
        kill(processes);
    }

    /// Kills processes and returns when all have ended.
    ///
    /// @throws LabException if some do not end; its message names them
    public static void kill(List<ProcessHandle> processes) {
        alive(processes).forEach(ProcessHandle::destroyForcibly);
        awaitEnd(processes);
    }

    public static void awaitEnd(List<ProcessHandle> processes) {
        Await.until(
                "processes have not ended",
                () -> alive(processes).isEmpty(),
                () -> alive(processes).stream().map(Processes::text).collect(Collectors.joining(", ")));
    }

    /// The processor time of a process and all its descendants.
    public static Duration processorTime(ProcessHandle process) {
        long ticks = LongStream.concat(
                        LongStream.of(process.pid()), process.descendants().mapToLong(ProcessHandle::pid))
                .map(Processes::ticks)
                .sum();
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    private static List<ProcessHandle> alive(List<ProcessHandle> processes) {
        return processes.stream().filter(Processes::lives).toList();
    }

    private static String text(ProcessHandle process) {
        return process.pid() + " " + process.info().command().orElse("") + " in state "
                + state(process.pid()).orElse("ended");
    }

    private static long ticks(long pid) {
        return fields(pid)
                .skip(FIRST_TIME)
                .limit(TIMES)
                .mapToLong(Long::parseLong)
                .sum();
    }

    /// The state of a process: `R`, `S`, `D`, ...; empty if it has ended, even if it is a zombie.
    private static Optional<String> state(long pid) {
        return fields(pid).findFirst().filter(state -> !ENDED.contains(state));
    }

    /// The fields from the state on, because the name that precedes them may contain any character. Empty if
    /// there is no such process.
    private static Stream<String> fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return Stream.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
