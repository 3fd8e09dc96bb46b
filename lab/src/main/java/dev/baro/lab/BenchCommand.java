// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import dev.baro.lab.bench.PacketBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = ProbeBenchCommand.class,
        description = "Nanoseconds per packet of the XDP program, beside a bare `return XDP_TX`.")
final class BenchCommand implements Callable<Integer> {
    /// The real servers are behind the loopback interface, by which BPF_PROG_TEST_RUN lets frames come in.
    private static final String NETWORK = """
            link set lo up
            route add 198.51.100.0/24 dev lo
            neigh add 198.51.100.1 lladdr 02:00:00:00:0a:01 dev lo nud permanent
            """;

    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Option(names = "--inside", hidden = true, description = "Measure in the network of this process.")
    private boolean inside;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Output form: ${DEFAULT-VALUE}.")
    private String output = "text";

    @Override
    public Integer call() {
        if (inside) {
            System.out.print(PacketBench.run().text(output.equals("json")));
            return 0;
        }
        Namespace namespace = namesOption.names().namespace("bench");
        dev.baro.lab.Command.of("ip", "netns", "add", namespace.name()).succeed();
        try {
            namespace.command("sysctl", "-qw", "net.ipv4.ip_forward=1").succeed();
            namespace.command("ip", "-batch", "-").withInput(NETWORK).succeed();
            return Launcher.ofThisCheckout()
                    .in(namespace, "lab", "bench", "--inside", "--output", output)
                    .runInForeground();
        } finally {
            dev.baro.lab.Command.of("ip", "netns", "del", namespace.name()).succeed();
        }
    }
}
