// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.apply;

import dev.baro.agent.host.Tunnels;
import java.util.List;

/// One change to the server.
public sealed interface Step {
    /// The report for the operator once the step is done: `added 211.115.115.100/32 to lo`.
    String done();

    /// The step as a command that an operator could type.
    String shown();

    static Step of(String done, String... command) {
        return new Run(List.of(command), "", done);
    }

    /// Runs a program of the operating system.
    ///
    /// @param input the command's standard input; may be empty
    record Run(List<String> command, String input, String done) implements Step {
        public Run {
            command = List.copyOf(command);
        }

        @Override
        public String shown() {
            String line = String.join(" ", command);
            return input.isEmpty() ? line : line + " <<'EOF'\n" + input + "EOF";
        }
    }

    /// Attaches the XDP program that removes tunnel headers, or changes its addresses.
    record Decapsulate(Tunnels tunnels) implements Step {
        @Override
        public String done() {
            return "tunnel headers are removed on " + String.join(", ", tunnels.interfaces());
        }

        @Override
        public String shown() {
            return "# attach XDP program baro_decap to %s: from %s to %s"
                    .formatted(String.join(", ", tunnels.interfaces()), tunnels.own(), tunnels.vips());
        }
    }

    /// Detaches the XDP program from every interface.
    record StopDecapsulating() implements Step {
        @Override
        public String done() {
            return "tunnel headers are kept on";
        }

        @Override
        public String shown() {
            return "# detach XDP program baro_decap";
        }
    }
}
