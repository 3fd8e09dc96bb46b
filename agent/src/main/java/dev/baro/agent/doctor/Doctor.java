// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Host;
import dev.baro.agent.facts.Wish;
import dev.baro.agent.host.Commands;
import dev.baro.core.doctor.Diagnosis;
import dev.baro.dataplane.decap.Decapsulator;
import java.time.Instant;
import java.util.List;

/// Examines a real server and reports anything that prevents answers to a VIP's packets. Changes nothing.
public final class Doctor {
    /// The checks in the order of a packet's path: the machine, the addresses, the rules, the
    /// service, the path out.
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
            new PolicyRouting(),
            new Echo(),
            new Listener(),
            new UdpWildcard(),
            new PortCovered(),
            new DscpLeak(),
            new Mtu(),
            new NextHop(),
            new Urpf());

    private Doctor() {}

    /// Reads the facts of this server; see [Facts#read].
    ///
    /// @param lastApply the time of the last apply; [Instant#EPOCH] if apply has never run
    public static Facts facts(Commands commands, Wish wish, Decapsulator decapsulator, Instant lastApply) {
        return Facts.read(commands, wish, Host.read(Instant.now(), lastApply, decapsulator));
    }

    public static Diagnosis examine(Facts facts) {
        return new Diagnosis(
                CHECKS.stream().flatMap(check -> check.judge(facts).stream()).toList());
    }
}
