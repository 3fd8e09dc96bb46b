// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.bench.BenchRun;
import dev.baro.lab.bench.InsideBench;
import dev.baro.lab.report.ControlTable;
import dev.baro.lab.report.PacketsTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command that `baro lab bench` starts inside a network namespace.
@Command(name = "bench-inside", hidden = true, mixinStandardHelpOptions = true, description = "A part of the bench.")
public final class BenchInsideCommand implements Callable<Integer> {
    enum Part {
        PACKETS,
        CONTROL,
        LIVE,
        PAUSES,
        FORWARD
    }

    @Parameters(description = "${COMPLETION-CANDIDATES}")
    private Part part = Part.PACKETS;

    @Option(names = "--instance", required = true, description = "Names the pins.")
    private String instance = "";

    @Option(names = "--rounds", description = "Rounds.")
    private int rounds;

    @Option(names = "--quick", description = "Fewer packets.")
    private boolean quick;

    @Option(names = "--only", description = "Some scenarios.")
    private String only = "";

    @Option(names = "--result", description = "File for the results.")
    private Path result = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        BenchRun run = new BenchRun(instance, rounds, quick, only, result);
        switch (part) {
            case PACKETS -> System.out.print(PacketsTable.of(InsideBench.packets(run)));
            case CONTROL -> System.out.print(ControlTable.of(InsideBench.control(run)));
            case LIVE -> System.out.print(InsideBench.live(run).text());
            case PAUSES -> System.out.print(InsideBench.pauses(run).text());
            case FORWARD -> InsideBench.forward(instance, "eth0");
        }
        return 0;
    }
}
