// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import java.util.List;

/// One change of the server.
///
/// @param input what the command reads from its standard input; empty for nothing
/// @param done  what to tell the operator afterwards: `added 211.115.115.100/32 to lo`
record Step(List<String> command, String input, String done) {
    Step {
        command = List.copyOf(command);
    }

    static Step of(String done, String... command) {
        return new Step(List.of(command), "", done);
    }

    /// The step as a person would type it.
    String shown() {
        String line = String.join(" ", command);
        return input.isEmpty() ? line : line + " <<'EOF'\n" + input + "EOF";
    }
}
