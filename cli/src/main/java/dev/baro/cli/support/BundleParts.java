// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.support;

import dev.baro.cli.client.DaemonClient;
import dev.baro.cli.client.Programs;
import dev.baro.cli.doctor.BalancerDoctor;
import dev.baro.cli.terminal.SourceText;
import dev.baro.core.api.Json;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.Status;
import dev.baro.core.api.Status.InterfaceStatus;
import dev.baro.core.frontend.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The parts of a support bundle, each read on demand.
record BundleParts(DaemonClient client) {
    private static final int EVENTS = 1_000;

    /// Produces one part; if this throws or the part is missing, the bundle contains a message instead.
    interface Part extends Callable<Optional<String>> {}

    Map<String, Part> all() {
        Optional<Status> status = status();
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.putAll(ofDaemon());
        parts.put("doctor.txt", () -> Optional.of(doctor(status)));
        ofHost().forEach((name, command) -> parts.put(name, () -> Programs.output(command.toArray(String[]::new))));
        for (String file : List.of("meminfo", "stat", "softirqs", "interrupts", "net/softnet_stat", "net/snmp")) {
            parts.put("host/proc-" + file.replace('/', '-') + ".txt", () -> file(Path.of("/proc", file)));
        }
        parts.put("host/os-release.txt", () -> file(Path.of("/etc/os-release")));
        for (InterfaceStatus each : status.map(Status::interfaces).orElse(List.of())) {
            for (String of : List.of("-i", "-k", "-l", "-g", "-S")) {
                parts.put(
                        "host/ethtool" + of + "-" + each.name() + ".txt",
                        () -> Programs.output("ethtool", of, each.name()));
            }
        }
        return parts;
    }

    private Map<String, Part> ofDaemon() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("status.json", () -> Optional.of(client.status()));
        parts.put("servers.json", () -> Optional.of(client.servers()));
        parts.put("members.json", () -> Optional.of(Json.write(client.members("", "", false))));
        parts.put("sessions.json", () -> Optional.of(client.sessions("", "", "")));
        parts.put("rates.json", () -> Optional.of(Json.write(client.rates(""))));
        parts.put("rates-history.json", () -> Optional.of(client.rateHistory("")));
        parts.put("events.json", () -> Optional.of(client.events(0, EVENTS)));
        parts.put("config.yaml", () -> Optional.of(client.config()));
        parts.put("metrics.txt", () -> Optional.of(client.metrics()));
        return parts;
    }

    /// The parts that are read in the network namespace of this command.
    private static Map<String, List<String>> ofHost() {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("host/uname.txt", List.of("uname", "-a"));
        commands.put("host/links.txt", List.of("ip", "-s", "-d", "link", "show"));
        commands.put("host/addresses.txt", List.of("ip", "address", "show"));
        commands.put("host/routes.txt", List.of("ip", "route", "show", "table", "all"));
        commands.put("host/routes-6.txt", List.of("ip", "-6", "route", "show", "table", "all"));
        commands.put("host/rules.txt", List.of("ip", "rule", "show"));
        commands.put("host/neighbours.txt", List.of("ip", "neighbour", "show"));
        commands.put("host/sysctl.txt", List.of("sysctl", "-a", "--pattern", "^net\\.(ipv4|ipv6|core)\\."));
        commands.put("host/bpf-maps.txt", List.of("bpftool", "map", "show"));
        commands.put("host/bpf-programs.txt", List.of("bpftool", "prog", "show"));
        commands.put("host/bpf-links.txt", List.of("bpftool", "link", "show"));
        commands.put("host/bpf-net.txt", List.of("bpftool", "net", "show"));
        commands.put(
                "host/journal.txt", List.of("journalctl", "--unit", "baro", "--lines", "5000", "--no-pager", "--utc"));
        return commands;
    }

    Optional<Status> status() {
        try {
            return Optional.of(Json.read(client.status(), Status.class));
        } catch (OperatorException | Json.UnreadableException e) {
            return Optional.empty(); // the part for the status explains why
        }
    }

    private static String doctor(Optional<Status> daemon) {
        SourceText source =
                SourceText.read(daemon.map(status -> status.config().source()).orElse(SourceText.DEFAULT_FILE));
        List<String> interfaces = daemon.map(Status::interfaces).orElse(List.of()).stream()
                .map(InterfaceStatus::name)
                .toList();
        String host = file(Path.of("/proc/sys/kernel/hostname")).orElse("").strip();
        return BalancerDoctor.examine(
                        source.name(),
                        ConfigText.read(source.text()),
                        interfaces,
                        host,
                        BalancerDoctor.Answers.withoutRoutes(daemon))
                .text();
    }

    private static Optional<String> file(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty(); // the bundle reports it as a missing part
        }
    }
}
