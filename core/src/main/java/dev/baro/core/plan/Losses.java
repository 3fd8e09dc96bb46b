// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The losses of VIPs under another configuration: any change that blocks all packets of a VIP, immediately or
/// until its real servers are set up differently. Removing one of several VIPs is not a loss, because the
/// operator does so on purpose. A VIP is identified by its address, so a mere change of name loses nothing.
public final class Losses {
    private static final int MOST_NAMES = 12;

    private final State now;
    private final State then;
    private final Map<String, RealServer> serversNow;
    private final Map<String, RealServer> serversThen;
    private final Set<String> changedServers;

    private Losses(State now, State then) {
        this.now = now;
        this.then = then;
        this.serversNow = now.config().serversByName();
        this.serversThen = then.config().serversByName();
        Set<RealServer> same = new HashSet<>(then.config().servers());
        this.changedServers = now.config().servers().stream()
                .filter(server -> !same.contains(server))
                .map(RealServer::name)
                .collect(Collectors.toSet());
    }

    /// @return the losses, one sentence each, without a full stop; empty if the configuration may
    /// be applied without confirmation
    public static List<String> of(State now, Config wanted) {
        State then = now.after(new Event.ConfigAccepted(wanted, now.source()), now.acceptedAtNs());
        return new Losses(now, then).sentences();
    }

    private List<String> sentences() {
        Map<IpAddress, Vip> byAddress = new HashMap<>();
        Map<String, Vip> byName = new HashMap<>();
        then.config().vips().forEach(vip -> {
            byAddress.put(vip.address(), vip);
            byName.put(vip.name(), vip);
        });
        List<Vip> served = now.config().vips();
        boolean allGone = !served.isEmpty()
                && served.stream()
                        .noneMatch(vip -> byAddress.containsKey(vip.address()) || byName.containsKey(vip.name()));
        if (allGone) {
            return List.of("every VIP is removed: " + names(served, vip -> vip.name() + " (" + vip.address() + ")"));
        }
        return Stream.concat(
                        served.stream().flatMap(vip -> of(vip, byAddress.get(vip.address()), byName.get(vip.name()))),
                        routes(served, byName))
                .toList();
    }

    /// The losses due to routes: clients no longer reach a VIP once routers lose its route.
    private Stream<String> routes(List<Vip> served, Map<String, Vip> wanted) {
        return now.config().routes().equals(then.config().routes())
                ? Stream.of()
                : served.stream()
                        .map(Vip::name)
                        .filter(name -> wanted.containsKey(name)
                                && now.config().routes().announces(name)
                                && !then.config().routes().announces(name))
                        .map(name -> name + " is no longer announced: announce true -> false");
    }

    /// Skips unchanged VIPs, so that a change to one VIP among thousands is cheap.
    private Stream<String> of(Vip vip, @Nullable Vip same, @Nullable Vip named) {
        if (vip.equals(same) && Collections.disjoint(changedServers, vip.servers())) {
            return Stream.of();
        }
        if (same != null) {
            return within(vip, same);
        }
        return named == null ? Stream.of() : moved(vip, named);
    }

    private static Stream<String> moved(Vip vip, Vip named) {
        return Stream.of(vip.name() + " moves from " + vip.address() + " to " + named.address() + ": packets to "
                + vip.address() + " are no longer forwarded");
    }

    private Stream<String> within(Vip vip, Vip wanted) {
        return Stream.of(
                        dscp(vip, wanted),
                        ports(vip, wanted),
                        servers(vip, wanted),
                        methods(vip, wanted),
                        arp(vip, wanted))
                .flatMap(Optional::stream)
                .map(loss -> vip.name() + " " + loss);
    }

    private static Optional<String> dscp(Vip vip, Vip wanted) {
        // A VIP has no mark if none of its servers uses one. Then the servers' methods change, and
        // this is reported separately.
        return vip.dscp().equals(wanted.dscp())
                        || vip.dscp().isNone()
                        || wanted.dscp().isNone()
                ? Optional.empty()
                : Optional.of("changes its DSCP from " + vip.dscp().codePoint() + " to "
                        + wanted.dscp().codePoint() + ": its real servers must be prepared for the new one first");
    }

    private static Optional<String> ports(Vip vip, Vip wanted) {
        Set<VirtualService> kept = services(wanted);
        return services(vip).stream().anyMatch(kept::contains)
                ? Optional.empty()
                : Optional.of("loses every port: "
                        + names(
                                vip.ports(),
                                port -> port.name() + " (" + port.protocol().word() + " " + port.port() + ")"));
    }

    private static Set<VirtualService> services(Vip vip) {
        return vip.ports().stream().map(vip::service).collect(Collectors.toSet());
    }

    private Optional<String> servers(Vip vip, Vip wanted) {
        Set<String> kept = new HashSet<>(wanted.servers());
        if (!vip.servers().isEmpty() && vip.servers().stream().noneMatch(name -> kept.contains(name) && stays(name))) {
            return Optional.of("loses every real server: " + names(vip.servers(), name -> name));
        }
        if (Shortage.usable(then, wanted, serversThen).findAny().isPresent()) {
            return Optional.empty();
        }
        List<RealServer> usable = Shortage.usable(now, vip, serversNow).toList();
        return usable.isEmpty()
                ? Optional.empty()
                : Optional.of("is left without a usable real server: "
                        + names(usable, server -> server.name() + " (" + fate(server, wanted) + ")"));
    }

    /// Whether the server remains: a server with a new address is a different server.
    private boolean stays(String name) {
        return Optional.ofNullable(serversNow.get(name))
                .map(RealServer::address)
                .equals(Optional.ofNullable(serversThen.get(name)).map(RealServer::address));
    }

    /// The reason why a usable server would become unusable.
    private String fate(RealServer server, Vip wanted) {
        if (!wanted.servers().contains(server.name())) {
            return "removed";
        }
        return Optional.ofNullable(serversThen.get(server.name()))
                .map(file -> then.overrides().effective(wanted.name(), file))
                .map(effective -> effective.state() != ServerState.ENABLED
                        ? effective.state().word()
                        : effective.weight() == 0 ? "weight 0" : "not up on any port of the new file")
                .orElse("removed");
    }

    /// Servers that are not set up for the new method lose packets, just as they do with a different DSCP.
    private Optional<String> methods(Vip vip, Vip wanted) {
        Set<String> kept = new HashSet<>(wanted.servers());
        List<RealServer> common = vip.servers().stream()
                .filter(name -> kept.contains(name) && stays(name))
                .map(serversNow::get)
                .toList();
        boolean all =
                !common.isEmpty() && common.stream().allMatch(server -> method(serversThen, server) != server.method());
        return all
                ? Optional.of("changes the method of every real server: "
                        + names(
                                common,
                                server -> server.name() + " (" + server.method().word() + " -> "
                                        + method(serversThen, server).word() + ")")
                        + ": they must be prepared for the new method first")
                : Optional.empty();
    }

    private static Optional<String> arp(Vip vip, Vip wanted) {
        return vip.options().localSegment() && !wanted.options().localSegment()
                ? Optional.of("no longer answers ARP on its segment: local-segment true -> false")
                : Optional.empty();
    }

    private static ForwardingMethod method(Map<String, RealServer> servers, RealServer server) {
        return Objects.requireNonNull(servers.get(server.name())).method();
    }

    private static <T> String names(List<T> all, Function<T, String> text) {
        String named = all.stream().limit(MOST_NAMES).map(text).collect(Collectors.joining(", "));
        return all.size() > MOST_NAMES ? named + " and " + (all.size() - MOST_NAMES) + " more" : named;
    }
}
