// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.LabException;
import dev.baro.lab.report.PerformancePage;
import dev.baro.lab.testbed.Bench;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {ProbeBenchCommand.class, RestBenchCommand.class},
        description = "Compare Baro with other forwarders, measured in the same rounds.")
public final class BenchCommand implements Callable<Integer> {
    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Parameters(
            paramLabel = "PART",
            arity = "0..*",
            description = "What to measure: ${COMPLETION-CANDIDATES} (default: all).")
    private List<Bench.Part> parts = List.of(Bench.Part.values());

    @Option(names = "--rounds", defaultValue = "11", description = "Rounds of each comparison: ${DEFAULT-VALUE}.")
    private int rounds = 11;

    @Option(
            names = "--quick",
            description = "Fewer packets and smaller tables; the results go to target/bench, not to the documentation.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "In the part packets, only cases with TEXT in their names; the results go to target/bench.")
    private String only = "";

    @Override
    public Integer call() {
        if (rounds < 1) {
            throw new LabException("--rounds must be 1 or more");
        }
        Path home = Launcher.ofThisCheckout().home();
        Path results = home.resolve(quick || !only.isEmpty() ? "target/bench" : "lab/results");
        Path docs = results.startsWith(home.resolve("target")) ? results : home.resolve("docs/reference");
        Bench bench = new Bench(namesOption.names(), results, rounds, quick, only);
        parts.forEach(bench::run);
        List<String> missed = PerformancePage.write(results, docs);
        System.out.println("written: " + docs.resolve("performance.md") + ", results in " + results);
        missed.forEach(goal -> System.out.println("not reached: " + goal));
        return 0;
    }
}
