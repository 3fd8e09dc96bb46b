// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VipOptions.Refusals;
import dev.baro.core.serveriron.Bindings.BoundPort;
import dev.baro.core.serveriron.Statement.PortUrl;
import dev.baro.core.serveriron.Statement.Predictor;
import dev.baro.core.serveriron.Statement.SessionSync;
import dev.baro.core.serveriron.Statement.TosMarking;
import dev.baro.core.serveriron.Statement.Transport;
import dev.baro.core.serveriron.Text.Real;
import dev.baro.core.serveriron.Text.Virtual;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Maps virtual servers to VIPs.
final class Vips {
    private static final Refusals REFUSING = new Refusals(Refusal.RESET, Refusal.RESET);

    private final Bindings bindings;
    private final Text text;
    private final HealthTimings health;
    private final Problems problems;

    private Vips(Bindings bindings, Text text, HealthTimings health, Problems problems) {
        this.bindings = bindings;
        this.text = text;
        this.health = health;
        this.problems = problems;
    }

    /// @param health what holds for every port
    static Optional<Vip> vip(Bindings bindings, Text text, HealthTimings health, Problems problems) {
        return new Vips(bindings, text, health, problems).vip();
    }

    private Optional<Vip> vip() {
        Virtual virtual = bindings.virtual();
        Optional<TosMarking> marking = Text.last(virtual.statements(), TosMarking.class);
        if (!virtual.block().mentions("tos-marking")) {
            problems.error(
                    virtual.place(),
                    "virtual server %s has no tos-marking line".formatted(virtual.name()),
                    "without a mark there is no L3DSR: add tos-marking N hc-l3-dsr, N being 1 to 63");
        }
        SchedulerKind scheduler = scheduler();
        List<ServicePort> ports =
                bindings.ports().stream().map(this::servicePort).toList();
        if (ports.isEmpty() && !problems.hasErrors()) {
            problems.warning(
                    virtual.place(),
                    "left out: virtual server %s, which serves no port".formatted(virtual.name()),
                    "name its ports and servers: port http, then bind http REAL http");
        }
        if (marking.isEmpty() || ports.isEmpty()) {
            return Optional.empty();
        }
        List<String> servers = bindings.servers().stream().map(Real::name).toList();
        return Optional.of(new Vip(
                virtual.name(),
                virtual.address(),
                marking.get().dscp(),
                servers,
                ports,
                VipOptions.DEFAULTS
                        .withScheduler(scheduler)
                        .withSessionSync(sessionSync())
                        .withRefusals(text.refuses() ? REFUSING : Refusals.DEFAULTS)));
    }

    private SchedulerKind scheduler() {
        Optional<Predictor> predictor =
                Text.last(bindings.virtual().statements(), Predictor.class).or(text::predictor);
        if (predictor.isEmpty() && !bindings.virtual().block().mentions("predictor")) {
            problems.note(
                    bindings.virtual().place(),
                    "no predictor line: taken as round-robin",
                    "the ServerIron's own default is least connections: for it, write predictor least-conn");
        }
        return predictor.map(p -> p.predictor().scheduler()).orElse(SchedulerKind.ROUND_ROBIN);
    }

    private boolean sessionSync() {
        List<SessionSync> lines = bindings.ports().stream()
                .flatMap(p -> text.ofPort(p.port(), SessionSync.class).stream())
                .toList();
        if (lines.isEmpty()) {
            return false;
        }
        String others = bindings.ports().stream()
                .filter(p -> text.ofPort(p.port(), SessionSync.class).isEmpty())
                .map(BoundPort::name)
                .collect(Collectors.joining(", "));
        problems.note(
                lines.getFirst().line().first(),
                "session-sync is per port there and per VIP here: on for "
                        + bindings.virtual().name(),
                others.isEmpty()
                        ? "all its ports have it there as well"
                        : "so also for %s, which has none there".formatted(others));
        return true;
    }

    private ServicePort servicePort(BoundPort port) {
        Protocol protocol = protocol(port);
        if (text.profiles().stream().noneMatch(p -> p.port() == port.port())
                && port.servers().stream()
                        .noneMatch(real -> real.ofPort(port.port(), Statement.PortKeepalive.class)
                                .isPresent())) {
            problems.note(
                    port.bind().word(1),
                    "no line server port %s and no keepalive: the ServerIron probes once".formatted(port.name()),
                    "here every port is probed all the time");
        }
        return new ServicePort(
                port.name(),
                protocol,
                port.port(),
                ApplicationChecks.check(port, problems),
                Health.probes(text, port.port(), health));
    }

    /// The profile says it, or the name, or the request; the device takes any other port as UDP.
    private Protocol protocol(BoundPort port) {
        List<Transport> said = text.ofPort(port.port(), Transport.class);
        if (!said.isEmpty()) {
            Transport last = said.getLast();
            said.stream()
                    .filter(t -> t.protocol() != last.protocol())
                    .forEach(t -> problems.warning(
                            t.line().first(),
                            "not taken: %s of port %s".formatted(t.protocol().word(), port.name()),
                            "a port has one protocol here: %s, the later line (%d)"
                                    .formatted(
                                            last.protocol().word(), last.line().number())));
            return last.protocol();
        }
        Optional<Ports.Known> known = Ports.known(port.port());
        boolean requested = port.servers().stream()
                .anyMatch(real -> real.ofPort(port.port(), PortUrl.class).isPresent());
        if (known.isPresent()) {
            return known.get().udp() ? Protocol.UDP : Protocol.TCP;
        }
        if (requested) {
            return Protocol.TCP;
        }
        problems.warning(
                port.bind().word(1),
                "port %s is taken as udp".formatted(port.name()),
                "the ServerIron takes a port without a name as UDP: for TCP, write server port %s and tcp below it"
                        .formatted(port.name()));
        return Protocol.UDP;
    }
}
