// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.doctor.BalancerFacts.Hop;
import dev.baro.core.doctor.Finding;
import dev.baro.core.model.ForwardingMethod;
import java.util.ArrayList;
import java.util.List;

/// Checks that each real server has a route whose next hop is alive; with method mac, the server must be
/// on the same segment.
record NextHop() implements BalancerCheck {
    @Override
    public String name() {
        return "next-hop";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<Finding> problems = new ArrayList<>();
        for (Hop hop : facts.hops()) {
            String server = hop.server() + " " + hop.address();
            String neighbour = hop.gateway().isEmpty() ? "it" : "the router " + hop.gateway();
            switch (hop.way()) {
                case NO_ROUTE ->
                    problems.add(Finding.fail(name(), "no route to " + server, "packets for it are dropped")
                            .advising("ip route add " + hop.address() + " via ROUTER"));
                case LOCAL -> problems.add(own(hop, server));
                case SILENT ->
                    problems.add(Finding.fail(
                                    name(),
                                    server + ": " + neighbour + " does not answer on " + hop.device(),
                                    "packets for it are dropped")
                            .advising("check the cable, the VLAN and the neighbour"));
                case OPEN -> notOnSegment(hop, problems);
            }
        }
        return problemsOr(problems, facts.hops().size() + " real servers have a route");
    }

    private Finding own(Hop hop, String server) {
        Finding own =
                Finding.fail(name(), server + " is an address of this balancer", "packets for the VIP come back to it");
        return hop.device().isEmpty()
                ? own.advising("correct the address of the server in the configuration")
                : own.fixedBy("ip address delete " + hop.address() + "/" + hop.prefix() + " dev " + hop.device());
    }

    private void notOnSegment(Hop hop, List<Finding> problems) {
        if (hop.method() == ForwardingMethod.MAC && !hop.gateway().isEmpty()) {
            problems.add(Finding.fail(
                            name(),
                            hop.server() + " has method mac but is behind the router " + hop.gateway(),
                            "the frame reaches the router, which sends the VIP's packet back here")
                    .advising("give it method dscp or ipip"));
        }
    }
}
