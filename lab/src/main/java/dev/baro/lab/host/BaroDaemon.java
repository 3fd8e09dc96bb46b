// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.network.Await;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.LabFile;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Processes;
import dev.baro.lab.network.WaitFactor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `baro run` in the balancer's namespace: the daemon itself, killed and restarted as the proofs require.
public final class BaroDaemon {
    /// The time from the command to the log's `ready`, on two cores without other work.
    private static final Duration USUAL_START = Duration.ofSeconds(1);

    private static final int SIGKILL = 9;
    private static final int SIGHUP = 1;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private final Lab lab;
    private final Path configuration;
    private Background process;

    private BaroDaemon(Lab lab, Path configuration, Background process) {
        this.lab = lab;
        this.configuration = configuration;
        this.process = process;
    }

    /// Starts the daemon and waits until it reports that it forwards.
    public static BaroDaemon start(Lab lab, String configuration) {
        Path file = lab.names().directory().resolve(configuration);
        write(file, resource(configuration));
        return new BaroDaemon(lab, file, launch(lab, file));
    }

    /// Kills the daemon with kill -9, so that none of its code can run.
    public void kill() {
        process.signal(SIGKILL);
        process.await();
    }

    public void startAgain() {
        process = launch(lab, configuration);
    }

    /// Suspends all threads of the daemon.
    public void freeze() {
        process.signal(SIGSTOP);
    }

    public void thaw() {
        process.signal(SIGCONT);
    }

    public void hangUp() {
        process.signal(SIGHUP);
    }

    /// What it has taken of the processors since its start.
    public Duration processorTime() {
        return Processes.processorTime(process.process().toHandle());
    }

    /// Waits until the daemon has probed its servers. Servers that have not been probed get no new sessions.
    public void awaitServers() {
        HealthView view = new HealthView(lab.names());
        Await.until(
                "the real servers are not up; investigate with `baro lab up` and `baro server list --socket "
                        + socket(lab.names()) + "`:",
                view::everyUseIsUp,
                view::inWords);
    }

    /// Waits until the daemon balances a VIP, after its configuration has changed.
    public void awaitVip(String vip) {
        Await.until(
                vip + " is not served", () -> status().serves(vip), () -> "the daemon's log: " + process.lastLines());
    }

    /// Cleans up after an aborted proof.
    public void recover(String text) {
        thaw();
        if (!process.process().isAlive()) {
            startAgain();
        }
        rewrite(text);
        cli("apply", "--force").succeed();
        awaitServers();
    }

    /// Runs a `baro` command that must succeed against the daemon.
    public void say(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--socket", socket(lab.names())));
        lab.launcher().in(lab.balancer(), all.toArray(String[]::new)).succeed();
    }

    public String apply() {
        return cli("apply").succeed();
    }

    /// A `baro` command that queries this daemon.
    public Command cli(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--socket", socket(lab.names())));
        return lab.launcher().in(lab.balancer(), line.toArray(String[]::new));
    }

    /// Reads the status even if `baro status` reports problems in its exit code.
    public Status status() {
        Command.Outcome outcome = cli("status", "-o", "json").run();
        if (outcome.output().isBlank()) {
            throw new LabException("baro status: " + outcome.errors().strip());
        }
        return Status.parse(outcome.output());
    }

    /// Replaces the text of the configuration file, which the daemon rereads only on request.
    public void rewrite(String text) {
        write(configuration, text);
    }

    /// The text of a configuration that ships with the lab.
    public static String resource(String name) {
        return new String(LabFile.read(name), StandardCharsets.UTF_8);
    }

    private static Background launch(Lab lab, Path configuration) {
        long startNs = System.nanoTime();
        List<String> words = new ArrayList<>(List.of(
                "run",
                "--config",
                configuration.toString(),
                "--instance",
                lab.names().instance(),
                "--socket",
                socket(lab.names()),
                "--state-directory",
                lab.names().directory().resolve("state").toString()));
        words.addAll(lab.daemonOptions());
        lab.balancerInterfaces().forEach(name -> words.addAll(List.of("--interface", name)));
        Background process = lab.launcher()
                .in(lab.balancer(), words.toArray(String[]::new))
                .start(lab.names().directory().resolve("daemon.log"));
        process.awaitLog("ready");
        WaitFactor.learn(Duration.ofNanos(System.nanoTime() - startNs), USUAL_START);
        return process;
    }

    /// Returns an answer from the API of the lab's daemon.
    public static String get(Names names, String path) {
        return get(names.socket(), path);
    }

    /// Returns an answer from the API at this socket.
    public static String get(Path socket, String path) {
        return Command.of(
                        "curl",
                        "--silent",
                        "--fail-with-body",
                        "--max-time",
                        "5",
                        "--unix-socket",
                        socket.toString(),
                        "http://baro" + path)
                .succeed();
    }

    public static String socket(Names names) {
        return names.socket().toString();
    }

    /// Writes another file and renames it, so that a reload never reads half of the text.
    private static void write(Path file, String text) {
        Path aside = Path.of(file + ".new");
        try {
            Files.writeString(aside, text);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
    }
}
