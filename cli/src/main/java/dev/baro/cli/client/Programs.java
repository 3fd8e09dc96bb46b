// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs programs that describe the host, such as `ip`, `ethtool` and `birdc`, without a shell.
public final class Programs {
    private static final long TIMEOUT_S = 10;

    private Programs() {}

    /// @return the program's standard output; empty if the program is missing, fails or hangs
    public static Optional<String> output(String... command) {
        try {
            ProcessBuilder program =
                    new ProcessBuilder(List.of(command)).redirectError(ProcessBuilder.Redirect.DISCARD);
            program.environment().put("LC_ALL", "C"); // the output is parsed here, so it must not be translated
            Process process = program.start();
            // Reading blocks until the program exits, so another thread must kill a program that hangs.
            CompletableFuture.delayedExecutor(TIMEOUT_S, TimeUnit.SECONDS).execute(process::destroyForcibly);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return Optional.of(output);
            }
            process.destroyForcibly();
            return Optional.empty();
        } catch (IOException e) {
            // The program is not installed, so its information is unknown, which each caller handles.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
