// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = ProbeBenchCommand.class,
        description = "Measures Baro beside a plainly written forwarder, in the same rounds.")
final class BenchCommand implements Callable<Integer> {
    enum Part {
        PACKETS
    }

    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Parameters(
            paramLabel = "PART",
            arity = "0..*",
            description = "What to measure: ${COMPLETION-CANDIDATES} (default: all).")
    private List<Part> parts = List.of(Part.values());

    @Option(names = "--rounds", defaultValue = "11", description = "Rounds of each comparison: ${DEFAULT-VALUE}.")
    private int rounds = 11;

    @Option(names = "--quick", description = "Fewer packets, and no tables of ten million flows.")
    private boolean quick;

    @Override
    public Integer call() {
        for (Part part : parts) {
            int exit = switch (part) {
                case PACKETS -> packets();
            };
            if (exit != 0) {
                return exit;
            }
        }
        return 0;
    }

    private int packets() {
        Namespace namespace = namesOption.names().namespace("bench");
        dev.baro.lab.Command.of("ip", "netns", "add", namespace.name()).succeed();
        try {
            namespace
                    .command("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
                    .succeed();
            namespace.command("ip", "-batch", "-").withInput(network()).succeed();
            return onOneCpu(inside(namespace)).runInForeground();
        } finally {
            dev.baro.lab.Command.of("ip", "netns", "del", namespace.name()).succeed();
        }
    }

    /// The real servers are behind the interface by which the frames are said to have come in.
    private static String network() {
        List<String> lines = new ArrayList<>(List.of(
                "link add bench type veth peer name far",
                "link set far up",
                "link set bench up",
                "addr add 198.51.100.254/24 dev bench",
                "addr add 2001:db8:64::fe/64 dev bench nodad"));
        for (int server = 1; server <= 8; server++) {
            String neighbour = " lladdr 02:00:00:00:0a:01 dev bench nud permanent";
            lines.add("neigh add 198.51.100." + server + neighbour);
            lines.add("neigh add 2001:db8:64::" + server + neighbour);
        }
        return String.join("\n", lines) + "\n";
    }

    private dev.baro.lab.Command inside(Namespace namespace) {
        Launcher launcher = Launcher.ofThisCheckout();
        Path result = launcher.home().resolve("lab/results/packets.json");
        List<String> words = new ArrayList<>(
                List.of("lab", "bench-inside", "--rounds", Integer.toString(rounds), "--result", result.toString()));
        if (quick) {
            words.add("--quick");
        }
        return launcher.in(namespace, words.toArray(String[]::new));
    }

    /// The last CPU: interrupts tend to the first.
    private static dev.baro.lab.Command onOneCpu(dev.baro.lab.Command command) {
        int last = Runtime.getRuntime().availableProcessors() - 1;
        List<String> words = new ArrayList<>(List.of("taskset", "-c", Integer.toString(last)));
        words.addAll(command.words());
        return dev.baro.lab.Command.of(words);
    }
}
