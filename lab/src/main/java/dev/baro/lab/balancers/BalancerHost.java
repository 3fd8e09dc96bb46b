// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.core.api.Json;
import dev.baro.core.history.RevisionList;
import dev.baro.core.peer.PeerList;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.host.Status;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.BalancersTopology.Balancer;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Processes;
import dev.baro.lab.network.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The processes of one balancer: the daemon and BIRD. Both are found through `/proc`, so that any process can
/// break and restore them.
record BalancerHost(Names names, Launcher launcher, Balancer balancer) {
    /// A part of the daemon's command line that its clients' command lines do not contain.
    private static final String OF_DAEMON = "--state-directory";

    private static final String OF_BIRD = "bird-balancer";
    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;

    String name() {
        return balancer.name();
    }

    Namespace namespace() {
        return names.namespace(name());
    }

    /// The file with the balancer's configuration, which `baro apply --all` replaces.
    Path file() {
        return names.directory().resolve(isFirst() ? BalancersScenario.CONFIGURATION : name() + ".yaml");
    }

    /// Whether the balancer was ever started.
    boolean isThere() {
        return Files.exists(file());
    }

    /// Starts the daemon with its file, and waits until it forwards.
    void start() {
        launcher.in(
                        namespace(),
                        "run",
                        "--config",
                        file().toString(),
                        "--balancer",
                        name(),
                        "--instance",
                        names.instance(name()),
                        "--socket",
                        names.socket(name()).toString(),
                        OF_DAEMON,
                        names.directory()
                                .resolve(isFirst() ? "state" : name() + "-state")
                                .toString(),
                        "--interface",
                        "eth0")
                .start(names.directory().resolve(name() + ".log"))
                .awaitLog("ready");
    }

    /// Starts the daemon with a file that contains only the balancer's identity.
    void startAlone() {
        write(Cluster.alone(balancer));
        start();
    }

    void startBird() {
        bird(namespace(), OF_BIRD, Bird.ofBalancer(launcher.home(), balancer));
    }

    /// @param name a part of the names of the files that BIRD is started with
    void bird(Namespace where, String name, String text) {
        Path file = names.directory().resolve(name() + "-" + name + ".conf");
        Path socket = names.directory().resolve(name() + "-" + name + ".ctl");
        try {
            Files.writeString(file, text);
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
        Path log = names.directory().resolve(name() + "-" + name + ".log");
        where.command("bird", "-f", "-c", file.toString(), "-s", socket.toString(), "-P", file + ".pid")
                .start(log);
        Await.until("BIRD of " + name() + " does not answer", () -> Files.exists(socket), () -> "see " + log);
    }

    boolean isRunning() {
        return !daemon().isEmpty();
    }

    boolean hasBird() {
        return !bird().isEmpty();
    }

    /// Kills only the daemon, with kill -9.
    void killDaemon() {
        Processes.kill(daemon());
    }

    void stopBird() {
        Processes.end(bird());
    }

    /// Kills all processes of the balancer, with kill -9.
    void killAll() {
        Processes.kill(namespace().processes());
    }

    void freeze() {
        signal(SIGSTOP);
    }

    void thaw() {
        signal(SIGCONT);
    }

    /// A `baro` command that queries the balancer's daemon, run on this host.
    Command cli(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--socket", names.socket(name()).toString()));
        return launcher.in(namespace(), line.toArray(String[]::new));
    }

    PeerList peers() {
        return Json.read(get("/v1/peers"), PeerList.class);
    }

    /// @param state the peer's state, in the words of `baro peer list`
    boolean sees(String peer, String state) {
        return peers().peers().stream()
                .anyMatch(each -> each.name().equals(peer) && each.state().equals(state));
    }

    RevisionList history() {
        return Json.read(get("/v1/history"), RevisionList.class);
    }

    /// The number of packets that the balancer has ever forwarded.
    long forwarded() {
        return Status.parse(get("/v1/status")).verdict("forwarded");
    }

    private String get(String path) {
        return BaroDaemon.get(names.socket(name()), path);
    }

    private boolean isFirst() {
        return name().equals(Topology.BALANCER);
    }

    private void write(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new LabException("write " + file() + ": " + e.getMessage(), e);
        }
    }

    private void signal(int number) {
        daemon().forEach(process ->
                Command.of("kill", "-" + number, Long.toString(process.pid())).succeed());
    }

    private List<ProcessHandle> daemon() {
        return running(OF_DAEMON);
    }

    private List<ProcessHandle> bird() {
        return running(OF_BIRD);
    }

    private List<ProcessHandle> running(String word) {
        return namespace().processes().stream()
                .filter(Processes::lives)
                .filter(process -> commandLine(process).contains(word))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            // The process has ended.
            return "";
        }
    }
}
