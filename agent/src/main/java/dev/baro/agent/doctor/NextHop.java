// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Network;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// There is a route to clients, and its next hop is alive and not a static neighbour entry.
record NextHop() implements Check {
    @Override
    public String name() {
        return "next-hop";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = new ArrayList<>();
        for (boolean v4 : facts.families()) {
            List<Network.Route> out = facts.network().defaults(v4);
            if (out.isEmpty()) {
                problems.add(noRoute(v4));
            }
            out.stream().flatMap(route -> judge(route, facts)).forEach(problems::add);
        }
        return problemsOr(problems, "the next hop to clients answers");
    }

    private Finding noRoute(boolean v4) {
        return Finding.fail(
                        name(),
                        "no default route for " + (v4 ? "IPv4" : "IPv6"),
                        "answers to clients beyond the connected networks have no route")
                .advising("ip " + (v4 ? "" : "-6 ") + "route replace default via ROUTER");
    }

    private Stream<Finding> judge(Network.Route route, Facts facts) {
        return facts.network().neighbours().stream()
                .filter(n -> n.address().equals(route.gateway()) && n.device().equals(route.device()))
                .flatMap(neighbour -> judge(neighbour).stream());
    }

    private List<Finding> judge(Network.Neighbour neighbour) {
        String where = neighbour.address() + " dev " + neighbour.device();
        if (neighbour.permanent()) {
            return List.of(Finding.warn(
                            name(),
                            "the MAC address of the router " + neighbour.address() + " was set manually",
                            "answers are lost if the router has, or later gets, another one")
                    .fixedBy("ip neighbour delete " + where));
        }
        return neighbour.failed()
                ? List.of(Finding.fail(
                                name(), "the router " + neighbour.address() + " does not answer", "answers are lost")
                        .advising("check the cable, the VLAN and the router of " + neighbour.device()))
                : List.of();
    }
}
