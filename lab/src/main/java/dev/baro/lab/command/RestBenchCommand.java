// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.bench.RestResults;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.LabException;
import dev.baro.lab.testbed.RestBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rest",
        mixinStandardHelpOptions = true,
        description =
                "Measure how soon a daemon forwards, the cost of the verbs of baro, and the memory of an idle daemon.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all are within their bounds", "1:one of them is not"})
final class RestBenchCommand implements Callable<Integer> {
    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Option(names = "--rounds", defaultValue = "11", description = "Starts of a daemon: ${DEFAULT-VALUE}.")
    private int rounds = 11;

    @Option(
            names = "--baro",
            paramLabel = "PATH",
            description = "The launcher to measure, such as /usr/lib/baro/baro (default: the launcher of this"
                    + " checkout).")
    private String launcher = "";

    @Override
    public Integer call() {
        if (rounds < 1) {
            throw new LabException("--rounds must be 1 or more");
        }
        String measured = launcher.isEmpty()
                ? Launcher.ofThisCheckout().home().resolve("baro").toString()
                : launcher;
        RestResults results = new RestBench(namesOption.names(), measured).run(rounds);
        System.out.print(results.text());
        return results.keepsItsBounds() ? 0 : 1;
    }
}
