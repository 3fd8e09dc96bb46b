// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import dev.baro.lab.bench.InsideBench;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What `baro lab bench` starts inside a network namespace.
@Command(name = "bench-inside", hidden = true, mixinStandardHelpOptions = true, description = "Part of the bench.")
final class BenchInsideCommand implements Callable<Integer> {
    @Option(names = "--rounds", required = true, description = "Rounds.")
    private int rounds;

    @Option(names = "--quick", description = "Fewer packets.")
    private boolean quick;

    @Option(names = "--result", required = true, description = "File for the results.")
    private Path result = Path.of("");

    @Override
    public Integer call() {
        InsideBench.packets(rounds, quick, result);
        return 0;
    }
}
