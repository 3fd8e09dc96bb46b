// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import dev.baro.lab.bench.ProbeBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "probes",
        mixinStandardHelpOptions = true,
        description = "Probes a second of the health checks, the cores they use, and how late their timers are.")
final class ProbeBenchCommand implements Callable<Integer> {
    private static final String PROBER = "bench-lb";
    private static final String SERVERS = "bench-web";

    /// Every address of the network is one of a real server, as far as the kernel is concerned.
    private static final String SERVERS_NETWORK = """
            link set lo up
            addr add 10.9.0.2/24 dev eth0
            addr add %1$s/32 dev lo
            route add local 10.64.0.0/16 dev lo
            """.formatted(ProbeBench.VIP);

    private static final String PROBER_NETWORK = """
            link set lo up
            addr add 10.9.0.1/24 dev eth0
            route add 10.64.0.0/16 via 10.9.0.2
            """;

    private static final String RULES = """
            table inet bench {
                chain dscp-to-vip {
                    type filter hook prerouting priority raw;
                    ip dscp 10 ip daddr 10.64.0.0/16 ip daddr set %s
                }
            }
            """.formatted(ProbeBench.VIP);

    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Option(names = "--inside", hidden = true, description = "Measure in the network of this process.")
    private boolean inside;

    @Option(names = "--servers", defaultValue = "10000", description = "Real servers: ${DEFAULT-VALUE}.")
    private int servers = 10_000;

    @Option(names = "--seconds", defaultValue = "30", description = "How long to measure: ${DEFAULT-VALUE}.")
    private int seconds = 30;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Output form: ${DEFAULT-VALUE}.")
    private String output = "text";

    @Override
    public Integer call() throws InterruptedException {
        if (servers < 1 || servers > ProbeBench.MAX_SERVERS || seconds < 1) {
            throw new LabException("--servers must be 1 to 60000 and --seconds 1 or more");
        }
        if (inside) {
            System.out.print(
                    ProbeBench.run(servers, Duration.ofSeconds(seconds)).text(output.equals("json")));
            return 0;
        }
        List<Namespace> namespaces = List.of(
                namesOption.names().namespace(PROBER), namesOption.names().namespace(SERVERS));
        Path directory = directory();
        try {
            build(namespaces.getFirst(), namespaces.getLast());
            Background web = startWeb(namespaces.getLast(), directory);
            try {
                return measure(namespaces.getFirst());
            } finally {
                web.signal(15);
            }
        } finally {
            namespaces.stream()
                    .filter(Namespace::exists)
                    .forEach(namespace -> dev.baro.lab.Command.of("ip", "netns", "del", namespace.name())
                            .succeed());
            delete(directory);
        }
    }

    private int measure(Namespace prober) {
        return Launcher.ofThisCheckout()
                .in(
                        prober,
                        "lab",
                        "bench",
                        "probes",
                        "--inside",
                        "--servers",
                        Integer.toString(servers),
                        "--seconds",
                        Integer.toString(seconds),
                        "--output",
                        output)
                .runInForeground();
    }

    private static void build(Namespace prober, Namespace web) {
        for (Namespace namespace : List.of(prober, web)) {
            dev.baro.lab.Command.of("ip", "netns", "add", namespace.name()).succeed();
        }
        dev.baro.lab.Command.of(
                        "ip",
                        "link",
                        "add",
                        "eth0",
                        "netns",
                        prober.name(),
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "eth0",
                        "netns",
                        web.name())
                .succeed();
        for (Namespace namespace : List.of(prober, web)) {
            namespace.command("ethtool", "-K", "eth0", "tx", "off").succeed();
            namespace.command("ip", "link", "set", "eth0", "up").succeed();
        }
        // One kernel plays ten thousand, at one VIP: a port that was used for one of them comes again for another.
        web.command("sysctl", "-qw", "net.ipv4.tcp_max_tw_buckets=0").succeed();
        web.command("ip", "-batch", "-").withInput(SERVERS_NETWORK).succeed();
        prober.command("ip", "-batch", "-").withInput(PROBER_NETWORK).succeed();
        web.command("nft", "-f", "-").withInput(RULES).succeed();
    }

    private static Background startWeb(Namespace namespace, Path directory) {
        Path configuration = directory.resolve("nginx.conf");
        try {
            Files.writeString(configuration, """
                    user root;
                    daemon off;
                    worker_processes 1;
                    pid %1$s/nginx.pid;
                    error_log stderr notice;
                    events { worker_connections 8192; }
                    http {
                        access_log off;
                        client_body_temp_path %1$s/body;
                        proxy_temp_path %1$s/proxy;
                        fastcgi_temp_path %1$s/fastcgi;
                        uwsgi_temp_path %1$s/uwsgi;
                        scgi_temp_path %1$s/scgi;
                        server {
                            listen %2$s:%3$d backlog=4096;
                            location / { return 200 "ok\\n"; }
                        }
                    }
                    """.formatted(directory, ProbeBench.VIP, ProbeBench.PORT));
        } catch (IOException e) {
            throw new LabException("write " + configuration + ": " + e.getMessage(), e);
        }
        Background nginx = namespace
                .command("nginx", "-p", directory.toString(), "-c", configuration.toString(), "-e", "stderr")
                .start(directory.resolve("nginx.out"));
        nginx.awaitLog("start worker process ", Duration.ofSeconds(5));
        return nginx;
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("baro-bench-");
        } catch (IOException e) {
            throw new LabException("make a directory: " + e.getMessage(), e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new LabException("remove " + directory + ": " + e.getMessage(), e);
        }
    }
}
