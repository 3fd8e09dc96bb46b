// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.serveriron.Statement.Bind;
import dev.baro.core.serveriron.Statement.Disabled;
import dev.baro.core.serveriron.Statement.OfPort;
import dev.baro.core.serveriron.Statement.Port;
import dev.baro.core.serveriron.Statement.PortDisabled;
import dev.baro.core.serveriron.Text.Real;
import dev.baro.core.serveriron.Text.Virtual;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;

/// The real servers of each port of a virtual server.
///
/// @param ports   the ports in the order of their lines; each has at least one server
/// @param servers the servers of all ports
record Bindings(Virtual virtual, List<BoundPort> ports, List<Real> servers) {
    Bindings {
        ports = List.copyOf(ports);
        servers = List.copyOf(servers);
    }

    /// @param bind    the first line that binds the port
    /// @param servers the servers, never empty
    record BoundPort(int port, Line bind, List<Real> servers) {
        BoundPort {
            servers = List.copyOf(servers);
        }

        String name() {
            return Ports.name(port);
        }
    }

    boolean bindsPort(int port) {
        return ports.stream().anyMatch(p -> p.port() == port);
    }

    boolean weighted(Text text) {
        return Text.last(virtual.statements(), Statement.Predictor.class)
                .or(text::predictor)
                .map(p -> p.predictor().weighted())
                .orElse(false);
    }

    static Bindings of(Virtual virtual, Text text, Problems problems) {
        SequencedSet<Integer> declared = new LinkedHashSet<>();
        Text.all(virtual.statements(), Port.class).forEach(p -> declared.add(p.port()));
        List<Bind> binds = Text.all(virtual.statements(), Bind.class);
        reportDisabled(virtual, problems);
        reportUnbound(virtual, problems);
        reportDeclaredByBind(virtual, binds, problems);
        binds.forEach(b -> declared.add(b.port()));
        Text.all(virtual.statements(), PortDisabled.class).forEach(p -> declared.remove(p.port()));
        declared.removeIf(port -> disabledByProfile(port, text, problems));
        Map<Integer, List<Bind>> byPort = binds.stream().collect(Collectors.groupingBy(Bind::port));
        List<BoundPort> ports = new ArrayList<>();
        for (int port : declared) {
            bound(port, byPort.getOrDefault(port, List.of()), text, problems).ifPresent(ports::add);
        }
        SequencedMap<String, Real> servers = new LinkedHashMap<>();
        ports.forEach(port -> port.servers().forEach(real -> servers.put(real.name(), real)));
        return new Bindings(virtual, ports, List.copyOf(servers.values()));
    }

    private static boolean disabledByProfile(int port, Text text, Problems problems) {
        List<Disabled> lines = text.ofPort(port, Disabled.class);
        lines.forEach(line -> problems.warning(
                line.line().first(),
                "port %s is left out of every VIP: its profile disables it".formatted(Ports.name(port)),
                "its traffic is dropped, like traffic to any port that is not listed (vips.on-unserved)"));
        return !lines.isEmpty();
    }

    private static void reportDisabled(Virtual virtual, Problems problems) {
        for (PortDisabled port : Text.all(virtual.statements(), PortDisabled.class)) {
            problems.warning(
                    port.line().first(),
                    "port %s is left out of the VIP: it is disabled".formatted(Ports.name(port.port())),
                    "its traffic is dropped, like traffic to any port that is not listed");
        }
    }

    private static void reportUnbound(Virtual virtual, Problems problems) {
        if (!virtual.block().mentions("bind")) {
            problems.error(
                    virtual.place(),
                    "virtual server %s has no bind line".formatted(virtual.name()),
                    "name its servers: bind http web-a01 http web-a02 http");
            return;
        }
        for (Port port : Text.all(virtual.statements(), Port.class)) {
            String name = Ports.name(port.port());
            if (!virtual.block().mentions("bind", port.port())) {
                problems.warning(
                        port.line().first(),
                        "port %s is left out of the VIP: no bind line gives it a server".formatted(name),
                        "its traffic is dropped; to serve it: bind %s REAL %s".formatted(name, name));
            }
        }
    }

    private static void reportDeclaredByBind(Virtual virtual, List<Bind> binds, Problems problems) {
        Set<Integer> declared = Text.all(virtual.statements(), OfPort.class).stream()
                .map(OfPort::port)
                .collect(Collectors.toSet());
        for (Bind bind : binds) {
            if (!declared.contains(bind.port())) {
                String name = Ports.name(bind.port());
                problems.note(
                        bind.line().word(1),
                        "no \"port %s\" line in %s: the bind line declares the port".formatted(name, virtual.name()),
                        "to declare it explicitly, write \"port %s\" before the bind line".formatted(name));
            }
        }
    }

    private static Optional<BoundPort> bound(int port, List<Bind> binds, Text text, Problems problems) {
        Map<String, Real> servers = new LinkedHashMap<>();
        for (Bind bind : binds) {
            for (Word name : bind.servers()) {
                Optional<Real> real = resolve(name, text, problems);
                if (real.isPresent() && servers.putIfAbsent(name.text(), real.get()) != null) {
                    problems.note(
                            name,
                            "%s is bound to the same port more than once and counts once".formatted(name.text()),
                            "name each server once; for a larger share, give it a weight");
                }
            }
        }
        servers.values().forEach(real -> reportUndeclared(real, port, problems));
        leaveOutDisabled(servers, port, problems);
        return servers.isEmpty()
                ? Optional.empty()
                : Optional.of(new BoundPort(port, binds.getFirst().line(), List.copyOf(servers.values())));
    }

    private static Optional<Real> resolve(Word name, Text text, Problems problems) {
        Set<String> names = text.realsByName().keySet();
        if (!names.contains(name.text()) && !problems.isFull()) {
            problems.error(
                    name,
                    "there is no real server named " + name.text(),
                    names.isEmpty()
                            ? "add the line \"server real %s ADDRESS\"".formatted(name.text())
                            : "existing ones: %s; or add the line \"server real %s ADDRESS\""
                                    .formatted(
                                            names.stream().sorted().limit(5).collect(Collectors.joining(", ")),
                                            name.text()));
        }
        return text.real(name.text());
    }

    private static void reportUndeclared(Real real, int port, Problems problems) {
        if (!real.block().mentions("port", port)) {
            String name = Ports.name(port);
            problems.warning(
                    real.header().first(),
                    "%s has no \"port %s\" line but is bound to that port".formatted(real.name(), name),
                    "the line is assumed: write \"port %s\" below the server".formatted(name));
        }
    }

    /// Leaves out the servers on which this port is disabled. Such a server still serves its other ports; if it
    /// has no others, it is disabled entirely.
    private static void leaveOutDisabled(Map<String, Real> servers, int port, Problems problems) {
        List<Real> disabled = servers.values().stream()
                .filter(real -> real.disables(port) && !real.disabled())
                .toList();
        if (disabled.isEmpty() || disabled.size() == servers.size()) {
            return;
        }
        for (Real real : disabled) {
            servers.remove(real.name());
            problems.note(
                    real.ofPort(port, PortDisabled.class).orElseThrow().line().first(),
                    "port %s is disabled on %s: the server serves only its other ports"
                            .formatted(Ports.name(port), real.name()),
                    "the port's list of servers excludes this server (vips.ports.servers)");
        }
    }
}
