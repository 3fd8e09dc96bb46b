// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The part of this server's actual state that concerns the agent.
///
/// @param sysctls      the names and current values of the settings that apply changes
/// @param loopbackUp   whether `lo` is up; addresses on it work only then
/// @param decapsulator the decapsulator of method ipip
public record HostState(
        List<HostAddress> addresses,
        boolean loopbackUp,
        Map<String, String> sysctls,
        Ruleset ruleset,
        Decapsulator decapsulator) {
    /// The sysctls that make the kernel answer ARP only for an address of the interface that received the
    /// request, and announce no other address, so that hosts on the segment do not learn a VIP on `lo`
    /// (networking/ip-sysctl in the kernel's documentation).
    public static final Map<String, String> WANTED_SYSCTLS = wantedSysctls();

    private static final JsonMapper JSON = new JsonMapper();

    public HostState {
        addresses = List.copyOf(addresses);
        sysctls = Map.copyOf(sysctls);
    }

    private static Map<String, String> wantedSysctls() {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("net.ipv4.conf.all.arp_ignore", "1");
        wanted.put("net.ipv4.conf.all.arp_announce", "2");
        return java.util.Collections.unmodifiableMap(wanted);
    }

    /// Reads the state from `ip`, `sysctl`, `nft` and the kernel; changes nothing.
    public static HostState read(Commands commands, TunnelEnd tunnelEnd) {
        JsonNode links = parse(commands.run("ip", "-j", "address", "show"));
        Map<String, String> sysctls = new LinkedHashMap<>();
        WANTED_SYSCTLS
                .keySet()
                .forEach(name ->
                        sysctls.put(name, commands.run("sysctl", "-n", name).strip()));
        return new HostState(
                addresses(links),
                isLoopbackUp(links),
                sysctls,
                NftListing.read(commands.run("nft", "-n", "-j", "list", "ruleset")),
                tunnelEnd.present());
    }

    public boolean holds(IpAddress vip) {
        return addresses.stream().anyMatch(a -> a.quiet() && a.address().equals(vip));
    }

    /// The interfaces, if any, that have the address and answer ARP or neighbour solicitations for it.
    public List<String> loudDevices(IpAddress vip) {
        return addresses.stream()
                .filter(a -> !a.quiet() && a.address().equals(vip))
                .map(HostAddress::device)
                .toList();
    }

    /// The Ethernet interfaces that have one of these addresses.
    List<String> ethernets(List<IpAddress> own) {
        return addresses.stream()
                .filter(a -> a.ethernet() && !a.quiet() && own.contains(a.address()))
                .map(HostAddress::device)
                .distinct()
                .sorted()
                .toList();
    }

    /// The addresses to which marked and tunnel packets may be sent.
    ///
    /// @param vips the VIPs, which never count as the server's own addresses, no matter which
    /// interface they are on
    public List<IpAddress> ownAddresses(Set<IpAddress> vips) {
        return addresses.stream()
                .filter(HostAddress::lasting)
                .map(HostAddress::address)
                .filter(a -> !vips.contains(a))
                .distinct()
                .sorted()
                .toList();
    }

    static List<HostAddress> addresses(JsonNode links) {
        List<HostAddress> addresses = new ArrayList<>();
        for (JsonNode link : links) {
            Set<String> flags =
                    link.path("flags").valueStream().map(f -> f.asString("")).collect(Collectors.toSet());
            boolean quiet = flags.contains("LOOPBACK") || flags.contains("NOARP");
            boolean ethernet = link.path("link_type").asString("").equals("ether");
            for (JsonNode info : link.path("addr_info")) {
                boolean lasting = info.path("scope").asString("").equals("global") && !info.has("temporary");
                IpAddress address = IpAddress.parse(info.path("local").asString(""));
                addresses.add(new HostAddress(address, link.path("ifname").asString(""), quiet, ethernet, lasting));
            }
        }
        return addresses;
    }

    private static boolean isLoopbackUp(JsonNode links) {
        return links.valueStream()
                .filter(l -> l.path("ifname").asString("").equals("lo"))
                .anyMatch(l -> l.path("flags")
                        .valueStream()
                        .anyMatch(f -> f.asString("").equals("UP")));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new OperatorException(
                    ExitCode.FAILED, "ip -j address show printed no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
