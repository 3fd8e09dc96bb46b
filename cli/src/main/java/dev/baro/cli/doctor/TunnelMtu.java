// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.doctor.BalancerFacts.Hop;
import dev.baro.core.doctor.Finding;
import dev.baro.core.model.ForwardingMethod;
import java.util.List;

/// Checks that the MTU of the path to servers with method ipip leaves room for another IP header.
record TunnelMtu() implements BalancerCheck {
    private static final int CLIENTS = 1500;
    private static final int HEADER_4 = 20;
    private static final int HEADER_6 = 40;

    @Override
    public String name() {
        return "tunnel-mtu";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<Hop> tunnels = facts.hops().stream()
                .filter(hop ->
                        hop.method() == ForwardingMethod.IPIP && !hop.device().isEmpty())
                .toList();
        if (tunnels.isEmpty()) {
            return List.of();
        }
        List<Finding> problems = tunnels.stream()
                .filter(hop -> hop.mtu() < needed(hop))
                .map(hop -> Finding.warn(
                                name(),
                                "%s has MTU %d on the way to %s".formatted(hop.device(), hop.mtu(), hop.server()),
                                "a client's packet of 1500 bytes plus the tunnel header does not fit")
                        .fixedBy("ip link set dev " + hop.device() + " mtu " + needed(hop))
                        .advising("every link on the way needs this MTU"))
                .distinct()
                .toList();
        return problemsOr(problems, "room for the tunnel header");
    }

    private static int needed(Hop hop) {
        return CLIENTS + (hop.address().contains(":") ? HEADER_6 : HEADER_4);
    }
}
