// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.doctor.BalancerFacts.Port;
import dev.baro.core.doctor.Finding;
import java.util.List;
import java.util.stream.Collectors;

/// Checks that the interfaces for packets to VIPs exist and are up.
record InterfacesUp() implements BalancerCheck {
    @Override
    public String name() {
        return "interface";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<Finding> problems = facts.ports().stream()
                .filter(port -> !port.up())
                .map(this::problem)
                .toList();
        return problemsOr(problems, facts.ports().stream().map(Port::name).collect(Collectors.joining(", ")));
    }

    private Finding problem(Port port) {
        return port.present()
                ? Finding.fail(name(), port.name() + " is down", "no packets arrive on it")
                        .fixedBy("ip link set dev " + port.name() + " up")
                : Finding.fail(name(), "there is no interface " + port.name(), "the daemon cannot start")
                        .advising("correct interfaces: of this balancer in the configuration");
    }
}
