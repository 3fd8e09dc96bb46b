// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Network;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// IPv6 is enabled if a VIP needs it.
record Ipv6On() implements Check {
    @Override
    public String name() {
        return "ipv6";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.config().vipAddresses(false).isEmpty()) {
            return List.of();
        }
        List<Finding> problems = new ArrayList<>();
        Stream<String> used =
                Stream.concat(Stream.of("lo"), facts.incoming(false).stream().map(Network.Link::name));
        used.filter(device -> facts.sysctls().number(setting(device)) != 0)
                .forEach(device -> problems.add(Finding.fail(
                                name(),
                                "IPv6 is off on " + device,
                                "the kernel has removed its IPv6 addresses, and accepts no packet for them")
                        .fixedBy("sysctl -w " + setting(device) + "=0")));
        return problemsOr(problems, "on where VIPs need it");
    }

    private static String setting(String device) {
        return "net.ipv6.conf." + device.replace('.', '/') + ".disable_ipv6";
    }
}
