// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Sockets;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/// Clients receive the VIP's answers. Handshakes that never complete indicate a router that drops packets whose
/// source is not the server's own address, by strict unicast reverse path forwarding (uRPF, RFC 3704).
record Urpf() implements Check {
    /// Fewer incomplete handshakes may be due to clients that have disappeared.
    private static final int SUSPICIOUS = 4;

    @Override
    public String name() {
        return "urpf";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = new ArrayList<>();
        facts.config().vipAddresses().forEach(vip -> {
            int unanswered = facts.sockets().unanswered().getOrDefault(vip, 0);
            if (unanswered >= SUSPICIOUS) {
                problems.add(Finding.warn(
                                name(),
                                unanswered + " clients of " + vip + " have not acknowledged " + Sockets.ANSWERS_UNHEARD
                                        + " answers or more",
                                "a router on the way back drops packets from the VIP (uRPF), or this is a SYN flood")
                        .advising("on the routers' ports to this server, allow the VIPs as source addresses or use"
                                + " loose uRPF"));
            }
        });
        return problemsOr(problems, "no handshake waits in vain for a client");
    }
}
