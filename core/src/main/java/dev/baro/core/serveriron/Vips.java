// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.serveriron.Bindings.BoundPort;
import dev.baro.core.serveriron.Statement.PortUrl;
import dev.baro.core.serveriron.Statement.TosMarking;
import dev.baro.core.serveriron.Statement.Transport;
import dev.baro.core.serveriron.Text.Real;
import dev.baro.core.serveriron.Text.Virtual;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Maps virtual servers to VIPs.
final class Vips {
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

    /// @param health the general settings for every port
    static Optional<Vip> vip(Bindings bindings, Text text, HealthTimings health, Problems problems) {
        return new Vips(bindings, text, health, problems).vip();
    }

    private Optional<Vip> vip() {
        Virtual virtual = bindings.virtual();
        Optional<TosMarking> marking = Text.last(virtual.statements(), TosMarking.class);
        SchedulerKind scheduler = Options.scheduler(bindings, text, problems);
        List<ServicePort> ports =
                bindings.ports().stream().flatMap(this::servicePorts).toList();
        if (ports.isEmpty() && !problems.hasErrors()) {
            problems.warning(
                    virtual.place(),
                    "virtual server %s is left out: it serves no port".formatted(virtual.name()),
                    "list its ports and servers: port http, then bind http REAL http");
        }
        if (marking.isEmpty() && virtual.isMarked() || ports.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Vip(
                virtual.name(),
                virtual.address(),
                marking.map(TosMarking::dscp).orElse(Dscp.NONE),
                bindings.servers().stream().map(Real::name).toList(),
                ports,
                Options.of(bindings, text, scheduler, problems)));
    }

    /// One service port for each protocol of a bound port. The first one keeps the port's name.
    private Stream<ServicePort> servicePorts(BoundPort port) {
        List<Protocol> protocols = protocols(port);
        reportProbedOnce(port);
        return protocols.stream().map(protocol -> {
            boolean first = protocol == protocols.getFirst();
            ApplicationCheck check = ApplicationChecks.check(port, protocol, text, first ? problems : new Problems());
            return new ServicePort(
                    first ? port.name() : port.name() + "-" + protocol.word(),
                    protocol,
                    port.port(),
                    check,
                    Health.probes(text, port.port(), protocol, health).fitting(check, protocol),
                    port.servers().size() == bindings.servers().size()
                            ? List.of()
                            : port.servers().stream().map(Real::name).toList(),
                    false);
        });
    }

    private void reportProbedOnce(BoundPort port) {
        if (text.profiles().stream().noneMatch(p -> p.port() == port.port())
                && port.servers().stream()
                        .noneMatch(real -> real.ofPort(port.port(), Statement.PortKeepalive.class)
                                .isPresent())) {
            problems.note(
                    port.bind().word(1),
                    "no \"server port %s\" line and no keepalive: the ServerIron probes only once"
                            .formatted(port.name()),
                    "here every port is probed continuously");
        }
    }

    /// The protocols of a port according to its profile, name or request. The device treats all
    /// other ports as UDP.
    private List<Protocol> protocols(BoundPort port) {
        List<Protocol> said = text.ofPort(port.port(), Transport.class).stream()
                .map(Transport::protocol)
                .distinct()
                .sorted()
                .toList();
        if (said.size() > 1) {
            problems.note(
                    port.bind().word(1),
                    "port %1$s is served over tcp and udp, as its profile specifies: ports %1$s and %1$s-%2$s"
                            .formatted(port.name(), said.getLast().word()),
                    "to serve only one, remove the line of the other from server port %s".formatted(port.name()));
        }
        if (!said.isEmpty()) {
            return said;
        }
        Optional<Ports.Known> known = Ports.known(port.port());
        boolean requested = port.servers().stream()
                .anyMatch(real -> real.ofPort(port.port(), PortUrl.class).isPresent());
        if (known.isPresent()) {
            return List.of(known.get().udp() ? Protocol.UDP : Protocol.TCP);
        }
        if (requested) {
            return List.of(Protocol.TCP);
        }
        problems.warning(
                port.bind().word(1),
                "port %s is assumed to be udp".formatted(port.name()),
                "the ServerIron treats a port without a name as UDP: for TCP, write server port %s and tcp below it"
                        .formatted(port.name()));
        return List.of(Protocol.UDP);
    }
}
