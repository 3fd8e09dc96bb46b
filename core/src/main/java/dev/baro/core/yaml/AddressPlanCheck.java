// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Literals;
import dev.baro.core.config.PrefixTable;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Compares the addresses in the file: each may belong to only one item, VIPs must be outside all data centres'
/// prefixes, and servers inside those of their own data centre.
final class AddressPlanCheck {
    /// @param kind the word used in messages: `VIP`, `server`, `balancer`
    private record Owner(String kind, Part part, Placed<IpAddress> address) {
        @Override
        public String toString() {
            return "%s %s (line %d)".formatted(kind, part.name(), address.at().line());
        }
    }

    private record Inside(String centre, Placed<Prefix> prefix) {}

    /// A data centre whose prefixes are parsed once for all its servers.
    private record Centre(String name, List<Placed<Prefix>> prefixes, PrefixTable<Prefix> table, String listed) {
        static Centre of(Part part) {
            List<Placed<Prefix>> prefixes = AddressPlanCheck.prefixes(part).toList();
            PrefixTable<Prefix> table = new PrefixTable<>();
            prefixes.forEach(prefix -> table.add(prefix.value(), prefix.value()));
            List<String> words =
                    prefixes.stream().map(prefix -> prefix.value().toString()).toList();
            return new Centre(part.name(), prefixes, table, Words.listed(words));
        }
    }

    private AddressPlanCheck() {}

    static List<Problem> check(Part file) {
        Map<String, Centre> centres = new LinkedHashMap<>();
        file.parts("data-centres").forEach(part -> centres.put(part.name(), Centre.of(part)));
        PrefixTable<Inside> table = new PrefixTable<>();
        centres.values()
                .forEach(centre -> centre.prefixes()
                        .forEach(prefix -> table.add(prefix.value(), new Inside(centre.name(), prefix))));
        return Stream.of(
                        shared(file).stream(),
                        file.parts("vips").stream().flatMap(vip -> insideDataCentre(vip, table)),
                        file.parts("servers").stream().flatMap(server -> outsideDataCentre(server, centres)),
                        otherFamilies(file))
                .flatMap(problems -> problems)
                .toList();
    }

    private static List<Problem> shared(Part file) {
        Map<IpAddress, Owner> first = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        Stream.of(owners(file, "vips", "VIP"), owners(file, "balancers", "balancer"), owners(file, "servers", "server"))
                .flatMap(owners -> owners)
                .forEach(owner -> {
                    Owner other = first.putIfAbsent(owner.address().value(), owner);
                    if (other != null) {
                        problems.add(conflict(other, owner));
                    }
                });
        return problems;
    }

    private static Stream<Owner> owners(Part file, String key, String kind) {
        return file.parts(key).stream()
                .flatMap(part -> part.addresses().stream().map(address -> new Owner(kind, part, address)));
    }

    private static Problem conflict(Owner first, Owner second) {
        boolean swapped = second.address().at().compareTo(first.address().at()) < 0;
        Owner earlier = swapped ? second : first;
        Owner later = swapped ? first : second;
        return later.address()
                .error(
                        "address %s is also the address of %s"
                                .formatted(later.address().value(), earlier),
                        fix(earlier, later));
    }

    private static String fix(Owner earlier, Owner later) {
        if (!earlier.kind().equals(later.kind())) {
            return "each VIP, server and balancer needs its own address";
        }
        return switch (later.kind()) {
            case "VIP" -> "an address belongs to one VIP; serve both under one name, with more ports";
            case "server" -> "a server has one name; for a larger share use weight";
            default -> "each balancer needs its own address";
        };
    }

    private static Stream<Problem> insideDataCentre(Part vip, PrefixTable<Inside> table) {
        return vip.addresses().stream()
                .flatMap(address -> table.around(address.value())
                        .map(inside -> address.error(
                                "VIP %s is inside %s of data centre %s (line %d)"
                                        .formatted(
                                                address.value(),
                                                inside.prefix().value(),
                                                inside.centre(),
                                                inside.prefix().at().line()),
                                "its packets would loop there; choose an address outside of every prefix")));
    }

    private static Stream<Problem> outsideDataCentre(Part server, Map<String, Centre> centres) {
        return server.text("data-centre").map(name -> centres.get(name.value())).stream()
                .filter(centre -> !centre.prefixes().isEmpty())
                .flatMap(centre -> server.address().stream()
                        .filter(address ->
                                centre.table().around(address.value()).findAny().isEmpty())
                        .map(address -> address.warning(
                                "server %s is outside of its data centre %s".formatted(server.name(), centre.name()),
                                "which has " + centre.listed())));
    }

    /// Whether the server is behind a tunnel, which can carry packets of either address family to it.
    private static boolean tunnelled(Part server) {
        return server.text("method")
                .filter(method -> method.value().equals("ipip"))
                .isPresent();
    }

    private static Stream<Problem> otherFamilies(Part file) {
        Map<String, Boolean> isV4 = new HashMap<>();
        file.parts("servers")
                .forEach(server -> server.address()
                        .filter(a -> !tunnelled(server))
                        .ifPresent(a -> isV4.put(server.name(), a.value().isV4())));
        return file.parts("vips").stream()
                .flatMap(vip -> vip.address().stream().flatMap(address -> otherFamilies(vip, address.value(), isV4)));
    }

    private static Stream<Problem> otherFamilies(Part vip, IpAddress address, Map<String, Boolean> isV4) {
        return vip.texts("servers").stream()
                .filter(name -> isV4.getOrDefault(name.value(), address.isV4()) != address.isV4())
                .map(name -> name.error(
                        "server %s is %s but VIP %s is %s"
                                .formatted(
                                        Words.shortened(name.value()),
                                        family(!address.isV4()),
                                        vip.name(),
                                        family(address.isV4())),
                        "only servers with method: ipip may differ from their VIP"));
    }

    private static String family(boolean v4) {
        return v4 ? "IPv4" : "IPv6";
    }

    private static Stream<Placed<Prefix>> prefixes(Part centre) {
        return centre.texts("prefixes").stream()
                .flatMap(text -> Literals.prefix(text.value()).map(prefix -> new Placed<>(prefix, text.at())).stream());
    }
}
