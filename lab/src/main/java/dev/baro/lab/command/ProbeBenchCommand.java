// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.bench.ProbeBench;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.TemporaryDirectory;
import dev.baro.lab.testbed.ProbeBenchNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "probes",
        mixinStandardHelpOptions = true,
        description =
                "Measure the health checks: probes per second, the cores they use, and how late their timers" + " are.")
final class ProbeBenchCommand implements Callable<Integer> {
    private static final String PROBER = "bench-lb";
    private static final String SERVERS = "bench-web";

    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Option(names = "--inside", hidden = true, description = "Measure in the network namespace of this process.")
    private boolean inside;

    @Option(
            names = "--receiving",
            hidden = true,
            split = ",",
            description = "Further threads whose time counts as" + " the prober's.")
    private Set<Long> receiving = Set.of();

    @Option(names = "--answering", hidden = true, split = ",", description = "Processes that act as the real servers.")
    private Set<Long> answering = Set.of();

    @Option(names = "--servers", defaultValue = "10000", description = "Real servers: ${DEFAULT-VALUE}.")
    private int servers = 10_000;

    @Option(names = "--seconds", defaultValue = "30", description = "Duration of the measurement: ${DEFAULT-VALUE}.")
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
            System.out.print(new ProbeBench(servers, receiving, answering)
                    .run(Duration.ofSeconds(seconds))
                    .text(output.equals("json")));
            return 0;
        }
        Namespace prober = namesOption.names().namespace(PROBER);
        Namespace web = namesOption.names().namespace(SERVERS);
        try (TemporaryDirectory folder = TemporaryDirectory.temporary()) {
            try {
                ProbeBenchNetwork network = ProbeBenchNetwork.build(prober, web);
                startWeb(web, folder.path());
                return measure(prober, web, network);
            } finally {
                prober.remove();
                web.remove();
            }
        }
    }

    private int measure(Namespace prober, Namespace web, ProbeBenchNetwork network) {
        Set<Long> answering = new HashSet<>(network.answering());
        web.processes().forEach(process -> answering.add(process.pid()));
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
                        "--receiving",
                        joined(network.receiving()),
                        "--answering",
                        joined(answering),
                        "--output",
                        output)
                .runInForeground();
    }

    /// The process ids, or 0 if there are none, because the kernel's threads may be invisible
    /// in a PID namespace.
    private static String joined(Set<Long> pids) {
        return pids.isEmpty() ? "0" : pids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static void startWeb(Namespace namespace, Path directory) {
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
        namespace
                .command("nginx", "-p", directory.toString(), "-c", configuration.toString(), "-e", "stderr")
                .start(directory.resolve("nginx.out"))
                .awaitLog("start worker process ");
    }
}
