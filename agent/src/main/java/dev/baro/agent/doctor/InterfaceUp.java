// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/// The interfaces where packets arrive exist and are up.
record InterfaceUp() implements Check {
    @Override
    public String name() {
        return "interface";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = new ArrayList<>();
        for (String named : facts.config().interfaces()) {
            if (facts.network().link(named).isEmpty()) {
                problems.add(
                        Finding.fail(name(), "there is no interface " + named, "rules for it match no incoming packet")
                                .advising("set interfaces: to a name that ip link shows, then "
                                        + facts.wish().apply()));
            }
        }
        facts.families().stream()
                .flatMap(v4 -> facts.incoming(v4).stream())
                .distinct()
                .filter(link -> !link.up())
                .map(link -> Finding.fail(name(), link.name() + " is down", "no packets arrive on it")
                        .fixedBy("ip link set dev " + link.name() + " up"))
                .forEach(problems::add);
        return problemsOr(problems, "up where packets arrive");
    }
}
