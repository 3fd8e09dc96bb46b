// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// A process that runs in the background of the lab.
///
/// @param log  the file with its standard output and standard error
/// @param line the command line, for messages
public record Background(Process process, Path log, String line) {
    private static final int LAST_LINES = 5;
    private static final long LOOK_MS = 50;

    /// Waits until a line of the log contains the text.
    ///
    /// @throws LabException with the end of the log, if the process ends first or stops making progress
    public void awaitLog(String text) {
        Await.until("start `" + line + "`: no '" + text + "' in its log", () -> isLogged(text), this::progress);
    }

    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new LabException("read " + log + ": " + e.getMessage(), e);
        }
    }

    /// Sends a signal by number; does nothing if the process has ended.
    public void signal(int number) {
        Command.of("kill", "-" + number, Long.toString(process.pid())).run();
    }

    /// Waits for the process to end and returns its output.
    ///
    /// @throws LabException if the process neither ends nor makes progress
    public String await() {
        Await.until("wait for `" + line + "`: it did not end", this::hasEnded, this::progress);
        return output();
    }

    /// Interrupts the process as Ctrl-C would, and waits for its end.
    public String interrupt() {
        signal(2);
        return await();
    }

    private boolean isLogged(String text) {
        // The process is checked first, because its output is complete only after its end.
        boolean alive = process.isAlive();
        boolean logged = output().contains(text);
        if (!logged && !alive) {
            throw new LabException("start `" + line + "`: it ended: " + lastLines());
        }
        return logged;
    }

    private boolean hasEnded() {
        try {
            return process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("wait for `" + line + "`: interrupted", e);
        }
    }

    private String progress() {
        return Processes.processorTime(process.toHandle()).toMillis() + " ms of processor time, " + output().length()
                + " characters in its log: " + lastLines();
    }

    /// The end of the process's log, in one line.
    public String lastLines() {
        String[] lines = output().strip().split("\n", -1);
        return String.join(" | ", Arrays.asList(lines).subList(Math.max(0, lines.length - LAST_LINES), lines.length));
    }
}
