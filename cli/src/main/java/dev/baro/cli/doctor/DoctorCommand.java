// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.route.RoutingDaemons;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.cli.terminal.SourceText;
import dev.baro.core.api.Json;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.Status;
import dev.baro.core.doctor.Diagnosis;
import dev.baro.core.frontend.ConfigText;
import dev.baro.core.route.RouteList.Exports;
import dev.baro.core.route.RouteList.WithExports;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "doctor",
        description = {
            "Find everything that prevents this balancer from forwarding, and show how to fix it. Works without a"
                    + " daemon.",
            "Exit code 1 if anything FAILs; skipped checks (?) do not count. On a real server: baro agent doctor"
        })
public final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "default: the daemon's configuration, else ${DEFAULT-VALUE}")
    private String config = SourceText.DEFAULT_FILE;

    @Option(
            names = "--interface",
            paramLabel = "IF",
            description = "interface for packets to VIPs, instead of those in the file; repeatable")
    private List<String> interfaces = new ArrayList<>();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Optional<Status> daemon = daemon();
        boolean given = !config.equals(SourceText.DEFAULT_FILE);
        SourceText source = SourceText.read(
                given ? config : daemon.map(d -> d.config().source()).orElse(config));
        Diagnosis diagnosis = BalancerDoctor.examine(
                source.name(),
                ConfigText.read(source.text()),
                interfaces(daemon),
                hostName(),
                new BalancerDoctor.Answers(daemon, routes(daemon)));
        PrintStream out = Objects.requireNonNull(baro).terminal().out();
        switch (output.format()) {
            case TABLE -> out.print(diagnosis.text());
            case JSON -> out.print(diagnosis.json());
        }
        out.flush();
        return diagnosis.exitCode();
    }

    private Optional<Status> daemon() {
        try {
            return Optional.of(Json.read(socket.client().status(), Status.class));
        } catch (OperatorException e) {
            // A daemon that does not answer is reported as one of the findings.
            return Optional.empty();
        }
    }

    private Optional<WithExports> routes(Optional<Status> daemon) {
        try {
            return daemon.map(_ -> socket.client().routes())
                    .map(list -> new WithExports(
                            list,
                            list.routes().isEmpty()
                                    ? new Exports(List.of(), List.of(), List.of())
                                    : RoutingDaemons.ofHost().exports()));
        } catch (OperatorException e) {
            return Optional.empty();
        }
    }

    private List<String> interfaces(Optional<Status> daemon) {
        List<String> running = daemon.map(Status::interfaces).orElse(List.of()).stream()
                .map(Status.InterfaceStatus::name)
                .toList();
        return interfaces.isEmpty() ? running : interfaces;
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            // If the host name is unknown, no balancer in the file matches this host.
            return "";
        }
    }
}
