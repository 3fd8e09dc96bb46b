// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.dataplane.kernel.Privileges;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs programs of the operating system directly, never through a shell.
///
/// @param prefix the words before every command, such as `ip netns exec NAME`; empty for this namespace
public record Commands(List<String> prefix) {
    private static final long TIMEOUT_S = 60;

    public Commands {
        prefix = List.copyOf(prefix);
    }

    /// Blocks until the program ends, for at most a minute.
    ///
    /// @return its standard output
    /// @throws OperatorException if the program is missing, needs a privilege, fails or hangs
    public String run(String... command) {
        return run(List.of(command), "");
    }

    /// The result of a program.
    ///
    /// @param errors the program's standard error, without the last line break
    public record Outcome(int status, String output, String errors) {
        public boolean succeeded() {
            return status == 0;
        }
    }

    /// @param input the program's standard input
    public String run(List<String> command, String input) {
        Outcome outcome = outcome(command, input);
        if (!outcome.succeeded()) {
            throw failed(command, outcome.errors());
        }
        return outcome.output();
    }

    /// Runs a program whose failure is also a useful answer.
    ///
    /// @throws OperatorException if the program is missing or hangs
    public Outcome outcome(String... command) {
        return outcome(List.of(command), "");
    }

    /// Runs a program that may not be installed.
    ///
    /// @return the program's output; empty if the program is missing or fails
    public Optional<String> output(String... command) {
        try {
            Outcome outcome = outcome(command);
            return outcome.succeeded() ? Optional.of(outcome.output()) : Optional.empty();
        } catch (OperatorException e) {
            return Optional.empty();
        }
    }

    private Outcome outcome(List<String> command, String input) {
        Process process = start(command);
        try {
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> text(process.getInputStream()), Thread::startVirtualThread);
            CompletableFuture<String> errors =
                    CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Thread::startVirtualThread);
            write(process, input);
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed(command, "not finished after " + TIMEOUT_S + " s");
            }
            return new Outcome(process.exitValue(), output.join(), errors.join().strip());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new OperatorException(ExitCode.FAILED, "interrupted while running " + command.getFirst(), e);
        }
    }

    private Process start(List<String> command) {
        try {
            ProcessBuilder program = new ProcessBuilder(
                    Stream.concat(prefix.stream(), command.stream()).toList());
            program.environment().put("LC_ALL", "C"); // the output is parsed, so it must be in English
            return program.start();
        } catch (IOException e) {
            String program = command.getFirst();
            throw new OperatorException(
                    ExitCode.FAILED,
                    program + " is missing: install package " + debianPackage(program) + " and try again",
                    e);
        }
    }

    private static void write(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A program that refuses its input early closes the pipe and ends. Its exit status and message
            // explain why. A program that does not exit is reported as hanging.
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(output lost: " + e.getMessage() + ")";
        }
    }

    private static OperatorException failed(List<String> command, String why) {
        String line = String.join(" ", command);
        return Privileges.mayChangeNetwork()
                ? new OperatorException(ExitCode.FAILED, line + ": " + why)
                : new OperatorException(ExitCode.NEEDS_ROOT, line + " requires CAP_NET_ADMIN: run it with sudo");
    }

    private static String debianPackage(String program) {
        return switch (program) {
            case "nft" -> "nftables";
            case "ip" -> "iproute2";
            case "sysctl" -> "procps";
            default -> program;
        };
    }
}
