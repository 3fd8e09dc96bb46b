// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A process of the lab that runs beside it.
///
/// @param log  both of its outputs
/// @param line the command, for messages
public record Background(Process process, Path log, String line) {
    private static final Duration GRACE = Duration.ofSeconds(3);

    /// Waits until a line of the log contains the text.
    ///
    /// @throws LabException when the process ends first or the time is over; with the end of its log
    public void awaitLog(String text, Duration limit) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (!output().contains(text)) {
            if (!process.isAlive() || System.nanoTime() > deadlineNs) {
                String what = process.isAlive() ? "not '" + text + "' within " + limit.toSeconds() + " s" : "it ended";
                throw new LabException("start `" + line + "`: " + what + ": " + lastLines());
            }
            Pause.of(Duration.ofMillis(10));
        }
    }

    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new LabException("read " + log + ": " + e.getMessage(), e);
        }
    }

    /// Sends a signal by number; a process that has ended is left alone.
    public void signal(int number) {
        Command.of("kill", "-" + number, Long.toString(process.pid())).run();
    }

    /// Waits for its end, at most the time given, and returns what it wrote.
    public String await(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LabException("wait for `" + line + "`: no end after " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("wait for `" + line + "`: interrupted", e);
        }
        return output();
    }

    /// Asks it to end as Ctrl-C would and waits.
    public String interrupt() {
        signal(2);
        return await(GRACE);
    }

    private String lastLines() {
        String[] lines = output().strip().split("\n", -1);
        return String.join(" | ", java.util.Arrays.asList(lines).subList(Math.max(0, lines.length - 5), lines.length));
    }
}
