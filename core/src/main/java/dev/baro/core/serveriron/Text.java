// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.IpAddress;
import dev.baro.core.serveriron.Statement.Bind;
import dev.baro.core.serveriron.Statement.Disabled;
import dev.baro.core.serveriron.Statement.OfPort;
import dev.baro.core.serveriron.Statement.PortDisabled;
import dev.baro.core.serveriron.Statement.Predictor;
import dev.baro.core.serveriron.Statement.ResetMessage;
import dev.baro.core.serveriron.Statement.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The content of the lines before the mapping to the model, without the blocks that have
/// an invalid first line.
///
/// @param realsByName the servers by name, with every name in a `server real` or `server remote-name` line;
///                    empty for an invalid line
/// @param global      `server predictor`, `server ping-interval` and the like
record Text(
        List<Profile> profiles,
        List<Real> reals,
        List<Virtual> virtuals,
        List<Statement> global,
        List<LeftOut> leftOut,
        Map<String, Optional<Real>> realsByName) {
    Text {
        profiles = List.copyOf(profiles);
        reals = List.copyOf(reals);
        virtuals = List.copyOf(virtuals);
        global = List.copyOf(global);
        leftOut = List.copyOf(leftOut);
        realsByName = Map.copyOf(realsByName);
    }

    /// `server port PORT`: the profile of this port on every server.
    record Profile(Line header, int port, List<Statement> statements) {
        Profile {
            statements = List.copyOf(statements);
        }
    }

    /// `server real NAME ADDRESS` or `server remote-name NAME ADDRESS`.
    ///
    /// @param byPort the statements about each port
    record Real(
            Block block,
            String name,
            IpAddress address,
            boolean remote,
            List<Statement> statements,
            Map<Integer, List<OfPort>> byPort) {
        Real {
            statements = List.copyOf(statements);
            byPort = Map.copyOf(byPort);
        }

        static Real of(Block block, IpAddress address, boolean remote, List<Statement> statements) {
            Map<Integer, List<OfPort>> byPort =
                    all(statements, OfPort.class).stream().collect(Collectors.groupingBy(OfPort::port));
            return new Real(block, block.header().word(2).text(), address, remote, statements, byPort);
        }

        Line header() {
            return block.header();
        }

        Word addressWord() {
            return header().word(3);
        }

        /// The last statement of a kind about a port.
        <S extends OfPort> Optional<S> ofPort(int port, Class<S> type) {
            return last(byPort.getOrDefault(port, List.of()), type);
        }

        /// Whether a line disables the port on this server.
        boolean disables(int port) {
            return ofPort(port, PortDisabled.class).isPresent();
        }

        /// Whether a line disables the whole server, or all its ports are disabled.
        boolean disabled() {
            return !all(statements, Disabled.class).isEmpty()
                    || !byPort.isEmpty() && byPort.keySet().stream().allMatch(this::disables);
        }

        /// The line in which the server declares the port, or the server's first line.
        Word placeOf(int port) {
            return byPort.getOrDefault(port, List.of()).stream()
                    .findFirst()
                    .map(s -> s.line().first())
                    .orElse(header().first());
        }
    }

    /// `server virtual NAME ADDRESS`.
    record Virtual(Block block, String name, IpAddress address, List<Statement> statements) {
        Virtual {
            statements = List.copyOf(statements);
        }

        Word place() {
            return block.header().first();
        }

        Word addressWord() {
            return block.header().word(3);
        }

        /// Whether packets are sent to the servers with a mark; otherwise they are sent to
        /// the servers' MAC addresses.
        boolean isMarked() {
            return block.mentions("tos-marking");
        }

        /// The names in the virtual server's `bind` lines.
        Set<String> bound() {
            return all(statements, Bind.class).stream()
                    .flatMap(bind -> bind.servers().stream())
                    .map(Word::text)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /// @return the text without the virtual servers whose servers would need both MAC addresses and a mark
    Text withoutTwoMethods() {
        Set<String> marked = virtuals.stream()
                .filter(Virtual::isMarked)
                .flatMap(virtual -> virtual.bound().stream())
                .collect(Collectors.toSet());
        List<Virtual> kept = new ArrayList<>();
        List<LeftOut> out = new ArrayList<>(leftOut);
        for (Virtual virtual : virtuals) {
            Optional<String> both = virtual.isMarked()
                    ? Optional.empty()
                    : virtual.bound().stream().filter(marked::contains).findFirst();
            both.map(server -> LeftOut.ofTwoMethods(virtual, server))
                    .ifPresentOrElse(out::add, () -> kept.add(virtual));
        }
        return new Text(profiles, reals, kept, global, out, realsByName);
    }

    /// A virtual server that is left out because it does not use L3DSR; its body is not read.
    ///
    /// @param servers the names of the servers bound to it
    record LeftOut(Line header, Set<String> servers, String what, String fix) {
        private static final String DSR = "dsr";

        LeftOut {
            servers = Set.copyOf(servers);
        }

        /// @return the left-out virtual server; empty if the virtual server uses L3DSR
        static Optional<LeftOut> of(Block block) {
            String name = block.header().size() > 2 ? block.header().word(2).text() : "";
            boolean marked = block.mentions("tos-marking");
            Optional<Line> dsr = block.body().stream()
                    .filter(line -> line.has(0, "port") && line.has(2, DSR))
                    .findFirst();
            if (block.mentions("disable")) {
                return Optional.of(leftOut(
                        block,
                        "virtual server %s is disabled".formatted(name),
                        "every VIP in the file is served (vips); to serve this one, remove the line disable"));
            }
            if (dsr.isPresent() && marked) {
                return Optional.of(leftOut(
                        block,
                        "virtual server %s has both tos-marking and, in line %d, dsr: they contradict each other"
                                .formatted(name, dsr.get().number()),
                        "dsr keeps the address of a packet, but tos-marking changes it: remove one of the two"));
            }
            if (dsr.isPresent()) {
                return otherThanDsr(block)
                        .map(port -> leftOut(
                                block,
                                "virtual server %s has dsr for some ports and not for %s".formatted(name, port),
                                ("answers of port %s would pass through the balancer: add port %s dsr, or remove its"
                                                + " bind line")
                                        .formatted(port, port)));
            }
            return marked
                    ? Optional.empty()
                    : Optional.of(leftOut(
                            block,
                            "virtual server %s has no tos-marking line".formatted(name),
                            "L3DSR needs a mark: add tos-marking N hc-l3-dsr, with N from 1 to 63"));
        }

        /// The first bound port without L2DSR.
        private static Optional<String> otherThanDsr(Block block) {
            return block.body().stream()
                    .filter(line -> line.has(0, "bind") && line.size() > 1)
                    .map(line -> line.word(1).text())
                    .filter(port -> block.body().stream()
                            .noneMatch(line -> line.has(0, "port") && line.has(1, port) && line.has(2, DSR)))
                    .findFirst();
        }

        /// An L2DSR virtual server with a server that is also used for L3DSR, although a server
        /// has only one method.
        static LeftOut ofTwoMethods(Virtual virtual, String server) {
            return leftOut(
                    virtual.block(),
                    "virtual server %s uses L2DSR (dsr), but its server %s is also bound to an L3DSR virtual server"
                            .formatted(virtual.name(), server),
                    "a server has one method (servers.method): give it a second name and address for the other");
        }

        private static LeftOut leftOut(Block block, String what, String fix) {
            Set<String> servers = block.body().stream()
                    .filter(line -> line.has(0, "bind"))
                    .flatMap(line -> line.boundServers().stream())
                    .collect(Collectors.toSet());
            return new LeftOut(block.header(), servers, what, fix);
        }
    }

    Optional<Virtual> virtual(String name) {
        return virtuals.stream().filter(v -> v.name().equals(name)).findFirst();
    }

    Optional<Real> real(String name) {
        return realsByName.getOrDefault(name, Optional.empty());
    }

    Optional<Predictor> predictor() {
        return last(global, Predictor.class);
    }

    /// Whether the text has a line `server reset-message`.
    boolean refuses() {
        return !all(global, ResetMessage.class).isEmpty();
    }

    /// The value of `server KEYWORD N`.
    Optional<Setting> setting(String keyword) {
        return all(global, Setting.class).stream()
                .filter(s -> s.line().has(1, keyword))
                .reduce((_, later) -> later);
    }

    /// The statements about a port in all its profiles.
    <S extends Statement> List<S> ofPort(int port, Class<S> type) {
        return profiles.stream()
                .filter(p -> p.port() == port)
                .flatMap(p -> all(p.statements(), type).stream())
                .toList();
    }

    static <S extends Statement> List<S> all(List<? extends Statement> statements, Class<S> type) {
        return statements.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// The last statement of a kind, because a later line replaces an earlier line, as on the device.
    static <S extends Statement> Optional<S> last(List<? extends Statement> statements, Class<S> type) {
        List<S> all = all(statements, type);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }
}
