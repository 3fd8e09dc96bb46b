// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.capture.Meters;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Construction;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.TemporaryDirectory;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.network.WaitFactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Two running data centres. Everything in the lab is found by name, so another process can tear it down.
public final class Lab {
    public static final String SERVERIRON_TEXT = "store.conf";
    public static final String YAML_TEXT = "store.yaml";

    private static final long BIG_FILE_BYTES = 100_000_000;
    private static final String ASKED_SECONDS = "5";
    /// The time that `baro agent apply` takes on two otherwise idle cores.
    private static final Duration USUAL_APPLY = Duration.ofMillis(700);

    private final Names names;
    private final Launcher launcher;
    private final LabPlan plan;
    private final Topology topology;
    private final List<WebServer> webServers;

    private Lab(Names names, Launcher launcher, LabPlan plan) {
        this.names = names;
        this.launcher = launcher;
        this.plan = plan;
        topology = plan.topology();
        webServers = topology.servers().stream()
                .map(server ->
                        new WebServer(server, names.namespace(server.name()), names.directory(), plan.listens(server)))
                .toList();
    }

    /// Builds the network and starts agents, web servers and meters, but not the daemon. After a failure,
    /// everything built so far stays, and [Teardown] removes it.
    ///
    /// @param progress called with the name of each step
    static Lab build(Names names, Launcher launcher, LabPlan plan, Consumer<String> progress) {
        Lab lab = new Lab(names, launcher, plan);
        Topology topology = lab.topology;
        progress.accept("network: " + topology.hosts().size() + " namespaces");
        lab.writeFiles();
        lab.buildNetwork();
        plan.installMeters(lab);
        progress.accept("real servers: agent and nginx on " + topology.servers().size());
        Together.fewAtATime(lab.webServers, lab::startServer);
        plan.startServices(lab);
        return lab;
    }

    public Names names() {
        return names;
    }

    public Launcher launcher() {
        return launcher;
    }

    public Namespace client() {
        return names.namespace(Topology.CLIENT);
    }

    public Namespace edge() {
        return names.namespace(Topology.EDGE);
    }

    public Namespace host(String name) {
        return names.namespace(name);
    }

    public Namespace balancer() {
        return names.namespace(Topology.BALANCER);
    }

    List<String> balancerInterfaces() {
        return topology.interfaces(Topology.BALANCER);
    }

    List<String> daemonOptions() {
        return plan.daemonOptions();
    }

    public List<WebServer> webServers() {
        return webServers;
    }

    public WebServer webServer(String name) {
        return webServers.stream()
                .filter(server -> server.server().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Waits until a client gets answers on both ports.
    ///
    /// @throws LabException if no answers arrive, because counting would be pointless
    public void awaitAnswers() {
        for (String url : plan.urls()) {
            Command ask = client().command(
                            "curl",
                            "--silent",
                            "--show-error",
                            "--insecure",
                            "--fail",
                            "--max-time",
                            ASKED_SECONDS,
                            url);
            Await.until(
                    "no answer from " + url + "; investigate with `baro lab up` and `baro status --socket "
                            + BaroDaemon.socket(names) + "`:",
                    () -> ask.run().exitCode() == 0,
                    () -> ask.run().errors().strip());
        }
    }

    private void writeFiles() {
        Path directory = names.directory();
        try {
            Path www = Files.createDirectories(directory.resolve("www"));
            new TemporaryDirectory(directory).extract("pass.bpf.o");
            try (var big = new java.io.RandomAccessFile(www.resolve("100m").toFile(), "rw")) {
                big.setLength(BIG_FILE_BYTES);
            }
        } catch (IOException e) {
            throw new LabException("write " + directory + ": " + e.getMessage(), e);
        }
        Command.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=store.example.com",
                        "-keyout",
                        directory.resolve("key.pem").toString(),
                        "-out",
                        directory.resolve("certificate.pem").toString())
                .succeed();
    }

    private void buildNetwork() {
        Construction construction = new Construction(topology, names);
        Command.of("ip", "-batch", "-").withInput(construction.creation()).succeed();
        Together.map(
                topology.hosts(),
                host -> names.namespace(host.name())
                        .command("sh")
                        .withInput(construction.setUp(host, passProgram().toString()))
                        .succeed());
    }

    private String startServer(WebServer server) {
        long startNs = System.nanoTime();
        String said = applyAgent(server);
        WaitFactor.learn(Duration.ofNanos(System.nanoTime() - startNs), USUAL_APPLY);
        server.start();
        return said;
    }

    /// Makes the agent of a server apply its VIPs and rules, which also repairs them.
    public String applyAgent(WebServer server) {
        List<String> words = new ArrayList<>(List.of(
                "agent",
                "apply",
                "--state-dir",
                names.directory().resolve("agent").toString()));
        plan.served(server.server()).forEach(vip -> words.addAll(List.of("--vip", vip)));
        return launcher.in(server.namespace(), words.toArray(String[]::new)).succeed();
    }

    public Path passProgram() {
        return names.directory().resolve("pass.bpf.o");
    }

    /// The sum of a counter over the readings of all real servers.
    public static long sum(List<Meters.Reading> readings, String counter) {
        return readings.stream().mapToLong(reading -> reading.packets(counter)).sum();
    }
}
