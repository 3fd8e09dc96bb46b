// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Network;
import dev.baro.agent.facts.Sysctls;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// Strict reverse path filtering is off where clients' packets come in by another interface than answers leave by
/// (RFC 3704 section 2.2).
record RpFilter() implements Check {
    private static final int STRICT = 1;

    @Override
    public String name() {
        return "rp-filter";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Network.Route> out = facts.network().defaults(true);
        if (facts.config().vipAddresses(true).isEmpty() || out.isEmpty()) {
            return List.of();
        }
        List<Finding> problems = facts.incoming(true).stream()
                .filter(link -> facts.sysctls().effective("rp_filter", link.name()) == STRICT)
                .filter(link -> out.stream().noneMatch(r -> r.device().equals(link.name())))
                .map(link -> problem(link, out.getFirst()))
                .toList();
        return problemsOr(problems, "lets clients in");
    }

    private Finding problem(Network.Link link, Network.Route out) {
        return Finding.fail(
                        name(),
                        "rp_filter=1 on " + link.name() + ", and the way to clients is " + out.device(),
                        "the kernel drops clients' packets as martians, counted in TcpExtIPReversePathFilter")
                .fixedBy("sysctl -w " + Sysctls.name("rp_filter", link.name()) + "=2");
    }
}
