// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Lookups.Lookup;
import dev.baro.agent.facts.Sysctls;
import dev.baro.core.doctor.Finding;
import java.util.List;
import java.util.stream.Collectors;

/// Reverse path filtering accepts clients' packets (RFC 3704 section 2.2). The check queries the kernel, so
/// that policy rules are taken into account. IPv6 routing has no such filter.
record RpFilter() implements Check {
    private static final int STRICT = 1;

    @Override
    public String name() {
        return "rp-filter";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Lookup> asked = facts.lookups().unmarked(true).stream()
                .filter(lookup -> lookup.vip().isV4())
                .toList();
        if (asked.isEmpty()) {
            return List.of();
        }
        List<Finding> problems = asked.stream()
                .filter(lookup -> lookup.refused() && setting(facts, lookup) != 0)
                .map(lookup -> problem(lookup, facts))
                .distinct()
                .toList();
        String clients = asked.stream()
                .map(lookup -> lookup.client().address().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        return problemsOr(problems, "the kernel accepts packets of clients such as " + clients);
    }

    /// Whether the settings show that reverse path filtering drops the packet.
    static boolean explains(Facts facts, Lookup lookup) {
        return lookup.incoming() && lookup.vip().isV4() && setting(facts, lookup) != 0;
    }

    private static long setting(Facts facts, Lookup lookup) {
        return facts.sysctls().effective("rp_filter", lookup.device());
    }

    private Finding problem(Lookup lookup, Facts facts) {
        String cause = "the kernel drops clients' packets as martians, counted in TcpExtIPReversePathFilter";
        String out = facts.lookups()
                .answerTo(lookup)
                .filter(answer -> !answer.refused())
                .map(Lookup::device)
                .orElse("");
        if (setting(facts, lookup) == STRICT && !out.isEmpty() && !out.equals(lookup.device())) {
            return Finding.fail(
                            name(),
                            "rp_filter=1 on " + lookup.device() + ", but the route to clients uses " + out
                                    + PolicyRouting.perhapsBy(facts, lookup),
                            cause)
                    .fixedBy("sysctl -w " + Sysctls.name("rp_filter", lookup.device()) + "=2");
        }
        return Finding.fail(
                        name(),
                        "rp_filter=" + setting(facts, lookup) + " on " + lookup.device() + ", and from "
                                + lookup.vip() + " there is no route to clients such as "
                                + lookup.client().address() + PolicyRouting.perhapsBy(facts, lookup),
                        cause)
                .advising("give them a route: " + PolicyRouting.question(facts, lookup));
    }
}
