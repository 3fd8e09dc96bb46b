// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import java.util.function.Function;
import picocli.CommandLine.Option;

/// Permits a change that takes traffic away if the operator gives `--force` or confirms at the terminal.
public final class ForceOption {
    @Option(
            names = "--force",
            description = "proceed even if traffic is lost; without it, a terminal asks for confirmation")
    private boolean force;

    /// @param request sends the request to the daemon, with or without force
    /// @throws OperatorException with code [ExitCode#NEEDS_FORCE] if the request was refused and not confirmed
    public <T> T ask(Terminal terminal, Function<Boolean, T> request) {
        try {
            return request.apply(force);
        } catch (OperatorException e) {
            if (e.exitCode() != ExitCode.NEEDS_FORCE || !terminal.interactive()) {
                throw e;
            }
            terminal.err().println(e.getMessage());
        }
        if (!terminal.confirms("proceed anyway? [y/N] ")) {
            throw new OperatorException(ExitCode.NEEDS_FORCE, "baro: nothing has changed");
        }
        return request.apply(true);
    }
}
