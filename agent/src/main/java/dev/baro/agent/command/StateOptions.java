// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import dev.baro.agent.host.AppliedStateFile;
import dev.baro.agent.host.Commands;
import dev.baro.agent.host.TunnelEnd;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.dataplane.kernel.Privileges;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// The options of every verb that examines the server.
final class StateOptions {
    private static final Path DEFAULT_DIRECTORY = Path.of("/var/lib/baro-agent");

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the agent records its changes (default: ${DEFAULT-VALUE}).")
    private Path directory = DEFAULT_DIRECTORY;

    /// @throws OperatorException if the process is not permitted to read or change the network
    Agent agent(PrintWriter out, boolean dryRun) {
        requireNetAdmin();
        return new Agent(new Commands(List.of()), TunnelEnd.here(), memoryFile(), out, dryRun);
    }

    /// These options as they would be typed on a command line.
    List<String> words() {
        return directory.equals(DEFAULT_DIRECTORY) ? List.of() : List.of("--state-dir", directory.toString());
    }

    AppliedStateFile memoryFile() {
        return AppliedStateFile.in(directory);
    }

    private static void requireNetAdmin() {
        if (!Privileges.mayChangeNetwork()) {
            throw new OperatorException(ExitCode.NEEDS_ROOT, "CAP_NET_ADMIN is required: run it with sudo");
        }
    }
}
