// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "server", description = "The real servers: what they are, how they are, and why.")
final class ServerCommand implements Runnable {
    @ParentCommand
    private @org.jspecify.annotations.Nullable BaroCommand baro;

    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    BaroCommand baro() {
        return java.util.Objects.requireNonNull(baro);
    }

    /// Without a verb: how to use it.
    @Override
    public void run() {
        java.util.Objects.requireNonNull(spec)
                .commandLine()
                .usage(baro().terminal().out());
    }
}
