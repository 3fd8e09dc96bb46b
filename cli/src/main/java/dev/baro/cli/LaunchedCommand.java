// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A verb that is another program, which the launcher starts directly. This class lists the verb only for the
/// help and for suggestions after typing errors.
abstract sealed class LaunchedCommand implements Callable<Integer> {
    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec verb = java.util.Objects.requireNonNull(spec);
        throw new OperatorException(
                ExitCode.USAGE,
                "baro: " + verb.name() + " is a separate program; start it as: " + verb.qualifiedName());
    }

    @Command(name = "run", description = "Forward packets: the daemon. Its options: baro run --help")
    static final class Run extends LaunchedCommand {}

    @Command(name = "agent", description = "Prepare and check a real server. Its options: baro agent --help")
    static final class Agent extends LaunchedCommand {}

    @Command(
            name = "lab",
            description = "Data centres in network namespaces, for trials and tests. See: baro lab --help")
    static final class Lab extends LaunchedCommand {}

    @Command(
            name = "survey",
            description = "Find out which marks arrive at which server. Its options: baro dscp survey --help")
    static final class Survey extends LaunchedCommand {}
}
