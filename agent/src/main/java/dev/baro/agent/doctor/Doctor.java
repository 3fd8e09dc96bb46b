// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Host;
import dev.baro.agent.facts.Network;
import dev.baro.agent.facts.Sockets;
import dev.baro.agent.facts.Sysctls;
import dev.baro.agent.facts.Wish;
import dev.baro.agent.host.Commands;
import dev.baro.agent.host.NftListing;
import dev.baro.core.doctor.Diagnosis;
import dev.baro.dataplane.decap.Decapsulator;
import java.time.Instant;
import java.util.List;

/// Looks at a real server and says what keeps a VIP's packets from being answered. Changes nothing.
public final class Doctor {
    /// In the order of a packet's way: the machine, the addresses, the rules, the service, the way out.
    static final List<Check> CHECKS = List.of(
            new Kernel(),
            new Memory(),
            new Time(),
            new LoopbackUp(),
            new Ipv6On(),
            new VipOnLoopback(),
            new VipOnSegment(),
            new Arp(),
            new InterfaceUp(),
            new OwnAddress(),
            new Lro(),
            new XdpProgram(),
            new RuleHook(),
            new MarkRule(),
            new ForeignRewrite(),
            new Conntrack(),
            new InvalidDrop(),
            new Firewall(),
            new RpFilter(),
            new Echo(),
            new Listener(),
            new UdpWildcard(),
            new PortCovered(),
            new DscpLeak(),
            new Mtu(),
            new NextHop(),
            new Urpf());

    private Doctor() {}

    /// Asks `ip`, `ss`, `sysctl`, `nft` and `ethtool`; blocks for as long as they take, some 100 ms.
    ///
    /// @param lastApply [Instant#EPOCH] when apply never ran
    public static Facts facts(Commands commands, Wish wish, Decapsulator decapsulator, Instant lastApply) {
        return new Facts(
                wish,
                Network.read(commands),
                Sysctls.read(commands),
                NftListing.read(commands.run("nft", "-n", "-j", "list", "ruleset")),
                Sockets.read(commands),
                Host.read(Instant.now(), lastApply, decapsulator));
    }

    public static Diagnosis examine(Facts facts) {
        return new Diagnosis(
                CHECKS.stream().flatMap(check -> check.judge(facts).stream()).toList());
    }
}
