// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Literals;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions.Standby;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A VIP with an IPv4 and an IPv6 address, which counts as two VIPs everywhere except in the file. The first
/// VIP keeps the name, so it does not change when a second address is added. The name of the second VIP has its
/// address family appended. Each VIP has the servers of its family, and all servers behind a tunnel.
final class AddressPair {
    private static final int MAX_NAME = 63;

    private AddressPair() {}

    private record Half(Part vip, Placed<IpAddress> address) {
        String family() {
            return address.value().isV4() ? "IPv4" : "IPv6";
        }
    }

    static boolean isOne(Part vip) {
        return vip.part("address")
                .filter(address -> address.tree() instanceof YamlTree.Sequence)
                .isPresent();
    }

    /// @return the name of the VIP for the second address
    static String second(String name, IpAddress address) {
        return name + (address.isV4() ? "-v4" : "-v6");
    }

    /// @return the names of the VIPs that one VIP in the file represents
    static List<String> names(Part vip) {
        return isOne(vip)
                ? List.of(
                        vip.name(), second(vip.name(), vip.addresses().getLast().value()))
                : List.of(vip.name());
    }

    /// @param whole     the VIP with the first address and all servers
    /// @param addresses one address of each family
    static List<Vip> split(Vip whole, List<IpAddress> addresses, Map<String, RealServer> servers) {
        return List.of(
                half(whole, whole.name(), addresses.getFirst(), servers),
                half(whole, second(whole.name(), addresses.getLast()), addresses.getLast(), servers));
    }

    private static Vip half(Vip whole, String name, IpAddress address, Map<String, RealServer> servers) {
        Predicate<String> reached = server -> isReached(Objects.requireNonNull(servers.get(server)), address);
        List<String> own = whole.servers().stream().filter(reached).toList();
        List<RealServer> members = own.stream()
                .map(server -> Objects.requireNonNull(servers.get(server)))
                .toList();
        List<ServicePort> ports = whole.ports().stream()
                .filter(port ->
                        port.servers().isEmpty() || port.servers().stream().anyMatch(reached))
                .map(port ->
                        port.withServers(port.servers().stream().filter(reached).toList()))
                .toList();
        Standby standby = standby(whole.options().standby(), members, reached);
        return new Vip(name, address, whole.dscp(), own, ports, whole.options().withStandby(standby));
    }

    private static boolean isReached(RealServer server, IpAddress address) {
        return server.method() == ForwardingMethod.IPIP || server.address().isV4() == address.isV4();
    }

    /// The standby servers of one family; if all servers of the family would stand by, none of them does.
    private static Standby standby(Standby whole, List<RealServer> members, Predicate<String> reached) {
        Standby half = new Standby(
                whole.servers().stream().filter(reached).toList(),
                whole.dataCentres(),
                whole.otherCentres(),
                whole.below(),
                whole.restAfter());
        int others = members.size() - half.among(members, "").size();
        return half.isNone() || others == 0
                ? Standby.NONE
                : new Standby(
                        half.servers(),
                        half.dataCentres(),
                        half.otherCentres(),
                        half.otherCentres() ? half.below() : Math.min(half.below(), others),
                        half.restAfter());
    }

    /// Checks that two addresses are of different families.
    static List<Problem> check(Part file) {
        Stream<Problem> others = file.parts("vips").stream()
                .filter(vip -> isOne(vip) && vip.items("address").size() != 2)
                .map(vip -> new Placed<>("address", vip.key("address").orElse(vip.at()))
                        .error(
                                "a list of addresses must contain two, one of each family",
                                "such as [192.0.2.10, \"2001:db8::10\"]; a single address needs no list"));
        return Stream.concat(others, sameFamily(file)).toList();
    }

    private static Stream<Problem> sameFamily(Part file) {
        return file.parts("vips").stream()
                .filter(AddressPair::isOne)
                .filter(vip -> vip.addresses().size() == 2)
                .filter(vip -> vip.addresses().getFirst().value().isV4()
                        == vip.addresses().getLast().value().isV4())
                .map(vip -> vip.addresses()
                        .getLast()
                        .error(
                                "VIP %s has two addresses of the same family".formatted(Words.shortened(vip.name())),
                                "a pair is one IPv4 and one IPv6 address; for a second address of a family"
                                        + " define another VIP"));
    }

    /// Reports duplicate names of VIPs, and families without a server.
    static List<Problem> across(Part file) {
        Set<String> names = file.parts("vips").stream().map(Part::name).collect(Collectors.toSet());
        Map<String, Part> servers = new HashMap<>();
        file.parts("servers").forEach(server -> servers.put(server.name(), server));
        return file.parts("vips").stream()
                .filter(AddressPair::isOne)
                .filter(vip -> vip.addresses().size() == 2)
                .flatMap(vip -> Stream.concat(
                        name(vip, names), vip.addresses().stream().flatMap(at -> servers(new Half(vip, at), servers))))
                .toList();
    }

    private static Stream<Problem> name(Part vip, Set<String> names) {
        Placed<IpAddress> second = vip.addresses().getLast();
        String name = second(vip.name(), second.value());
        boolean taken = names.contains(name);
        return taken || name.length() > MAX_NAME
                ? Stream.of(second.error(
                        taken
                                ? "VIP %s exists, but it is also the name of the second address of %s"
                                        .formatted(Words.shortened(name), Words.shortened(vip.name()))
                                : "the second address becomes VIP %s, which is longer than %d characters"
                                        .formatted(Words.shortened(name), MAX_NAME),
                        "choose another name"))
                : Stream.of();
    }

    private static Stream<Problem> servers(Half half, Map<String, Part> servers) {
        Set<String> reached = new HashSet<>();
        boolean unknown = false;
        for (Placed<String> name : half.vip().texts("servers")) {
            Part server = servers.get(name.value());
            unknown |= server == null || server.address().isEmpty();
            if (server != null && isReached(server, half.address().value())) {
                reached.add(name.value());
            }
        }
        String vip = Words.shortened(half.vip().name());
        if (unknown) {
            return Stream.of();
        }
        if (reached.isEmpty()) {
            return half.vip().texts("servers").isEmpty()
                    ? Stream.of()
                    : Stream.of(half.address()
                            .error(
                                    "no server of VIP %s takes packets for %s"
                                            .formatted(vip, half.address().value()),
                                    "add an %s server, or one with method: ipip, or remove the address"
                                            .formatted(half.family())));
        }
        return half.vip().number("need").stream()
                .filter(need -> need.value() > reached.size())
                .map(need -> need.error(
                        "need %d exceeds the number of servers that VIP %s has for %s (%d)"
                                .formatted(need.value(), vip, half.address().value(), reached.size()),
                        "it applies to each address separately: write 1 to %d".formatted(reached.size())));
    }

    private static boolean isReached(Part server, IpAddress address) {
        boolean tunnelled = server.text("method")
                .filter(method -> method.value().equals(ForwardingMethod.IPIP.word()))
                .isPresent();
        return tunnelled
                || server.text("address")
                        .flatMap(text -> Literals.address(text.value()))
                        .filter(own -> own.isV4() == address.isV4())
                        .isPresent();
    }
}
