// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A command line as a list of words, never as a shell string, with its standard input.
public record Command(List<String> words, String input) {
    /// Resets ignored signals, because under `nohup`, and in a background job of a script, this process ignores
    /// signals that the lab uses to control its children, and the children inherit this.
    private static final List<String> HEEDING_SIGNALS = List.of("env", "--default-signal");

    private static final long LOOK_MS = 50;

    public Command {
        words = List.copyOf(words);
    }

    public static Command of(String... words) {
        return new Command(List.of(words), "");
    }

    public static Command of(List<String> words) {
        return new Command(words, "");
    }

    public Command withInput(String text) {
        return new Command(words, text);
    }

    /// The same command with these lines as its input, as `ip -batch -` reads them.
    public Command withLines(List<String> lines) {
        return withInput(String.join("\n", lines) + "\n");
    }

    /// The result of a command.
    public record Outcome(int exitCode, String output, String errors) {}

    /// Runs the command to its end, or kills it if it makes no progress.
    public Outcome run() {
        try {
            Process process = builder(words).start();
            return outcome(process);
        } catch (IOException e) {
            throw new LabException("run `" + line() + "`: " + e.getMessage(), e);
        }
    }

    /// Runs the command, which must succeed.
    ///
    /// @return the command's standard output
    public String succeed() {
        Outcome outcome = run();
        if (outcome.exitCode() != 0) {
            String said = outcome.errors().isBlank() ? outcome.output() : outcome.errors();
            throw new LabException("run `" + line() + "`: exit " + outcome.exitCode() + ": " + said.strip());
        }
        return outcome.output();
    }

    /// Starts the command in a separate session, so that neither Ctrl-C nor the end of this process affects it.
    ///
    /// @param log the file for its standard output and standard error
    public Background start(Path log) {
        List<String> detached = new ArrayList<>(List.of("setsid"));
        detached.addAll(words);
        try {
            Process process = builder(detached)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Background(process, log, line());
        } catch (IOException e) {
            throw new LabException("start `" + line() + "`: " + e.getMessage(), e);
        }
    }

    /// Starts the command with pipes for its standard input and output; it shares
    /// this process's standard error.
    public Process startWithPipes() {
        try {
            return builder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new LabException("start `" + line() + "`: " + e.getMessage(), e);
        }
    }

    /// Runs the command on the caller's terminal.
    ///
    /// @return the command's exit code
    public int runInForeground() {
        try {
            return builder(words).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new LabException("run `" + line() + "`: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("run `" + line() + "`: interrupted", e);
        }
    }

    String line() {
        return String.join(" ", words);
    }

    private Outcome outcome(Process process) throws IOException {
        try {
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            Await.until("run `" + line() + "`: it did not end", () -> hasEnded(process), () -> progress(process));
            return new Outcome(process.exitValue(), output.join(), errors.join());
        } finally {
            process.destroyForcibly();
        }
    }

    private boolean hasEnded(Process process) {
        try {
            return process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("run `" + line() + "`: interrupted", e);
        }
    }

    private static String progress(Process process) {
        return Processes.processorTime(process.toHandle()).toMillis() + " ms of processor time";
    }

    private static ProcessBuilder builder(List<String> words) {
        List<String> line = new ArrayList<>(HEEDING_SIGNALS);
        line.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
