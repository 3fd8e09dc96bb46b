// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.Commands;
import dev.baro.agent.host.LegacyTables;
import dev.baro.agent.host.NftListing;
import dev.baro.agent.host.Ruleset;
import dev.baro.core.doctor.XdpHolder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All facts that the checks need, read once and never changed.
///
/// @param ruleset the rules of nftables and iptables-legacy
/// @param holders the owners of the XDP programs, by interface name
/// @param legacy  the parts of iptables-legacy that could not be read
public record Facts(
        Wish wish,
        Network network,
        Map<String, XdpHolder> holders,
        Sysctls sysctls,
        Ruleset ruleset,
        LegacyTables legacy,
        Lookups lookups,
        Sockets sockets,
        Host host) {

    /// Runs `ip`, `ss`, `sysctl`, `nft`, `ethtool` and `iptables-legacy-save`. Blocks while they run, for about
    /// 100 ms plus 20 ms per VIP.
    public static Facts read(Commands commands, Wish wish, Host host) {
        Network network = Network.read(commands);
        LegacyTables legacy = LegacyTables.read(commands);
        List<List<String>> incoming = Stream.of(true, false)
                .map(v4 -> incoming(wish.config(), network, v4).stream()
                        .map(Network.Link::name)
                        .toList())
                .toList();
        return new Facts(
                wish,
                network,
                XdpPrograms.holders(commands, network),
                Sysctls.read(commands),
                NftListing.read(commands.run("nft", "-n", "-j", "list", "ruleset"))
                        .with(legacy),
                legacy,
                new RouteInquiry(commands, wish.config(), network).read(incoming),
                Sockets.read(commands),
                host);
    }

    public AgentConfig config() {
        return wish.config();
    }

    public List<ServedVip.Marked> marked() {
        return config().marked();
    }

    /// The interfaces where packets to the VIPs of a family arrive.
    public List<Network.Link> incoming(boolean v4) {
        return incoming(config(), network, v4);
    }

    private static List<Network.Link> incoming(AgentConfig config, Network network, boolean v4) {
        if (!config.interfaces().isEmpty()) {
            return network.links().stream()
                    .filter(l -> config.interfaces().contains(l.name()))
                    .toList();
        }
        return network.links().stream()
                .filter(l -> !l.loopback()
                        && network.addresses().stream()
                                .anyMatch(a -> a.device().equals(l.name())
                                        && config.addresses(v4).contains(a.ip())))
                .toList();
    }

    /// The kinds of packets that a VIP's clients send.
    public List<PacketKind> kinds(ServedVip vip) {
        return PacketKind.of(vip, sockets);
    }

    /// The families of the VIPs, IPv4 first.
    public List<Boolean> families() {
        return List.of(true, false).stream()
                .filter(v4 -> !config().vipAddresses(v4).isEmpty())
                .toList();
    }
}
