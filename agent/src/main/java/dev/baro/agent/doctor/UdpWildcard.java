// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Sockets.Listener;
import dev.baro.core.doctor.Finding;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.List;

/// A UDP service is bound to the VIP. For an answer from a wildcard socket, the kernel chooses the server's own
/// address as the source, unless the program sets the VIP in each datagram (IP_PKTINFO in ip(7)).
record UdpWildcard() implements Check {
    @Override
    public String name() {
        return "udp-wildcard";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = new ArrayList<>();
        for (ServedVip.Marked vip : facts.marked()) {
            for (int port : vip.ports()) {
                List<Listener> hearing = facts.sockets().listeners().stream()
                        .filter(l -> l.hears(Protocol.UDP, vip.address(), port))
                        .toList();
                if (vip.protocols().contains(Protocol.UDP)
                        && !hearing.isEmpty()
                        && hearing.stream().allMatch(Listener::isWildcard)) {
                    problems.add(problem(hearing.getFirst(), vip));
                }
            }
        }
        return problemsOr(problems, "no UDP service of a VIP uses a wildcard socket");
    }

    private Finding problem(Listener listener, ServedVip.Marked vip) {
        String program = listener.program().isEmpty() ? "a program" : listener.program();
        return Finding.warn(
                        name(),
                        program + " listens on UDP port " + listener.port() + " of any address, not of "
                                + vip.address(),
                        "answers leave from the server's own address, and clients drop them")
                .advising("bind it to " + vip.address() + ", unless it sets the source address of each answer itself");
    }
}
