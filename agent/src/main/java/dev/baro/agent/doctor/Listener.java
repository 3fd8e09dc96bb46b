// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A service listens on each port of a VIP. If the VIP has both protocols, a service on one of them is enough.
record Listener() implements Check {
    @Override
    public String name() {
        return "listener";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = new ArrayList<>();
        for (ServedVip.Marked vip : facts.marked()) {
            vip.ports().stream()
                    .filter(port ->
                            vip.protocols().stream().noneMatch(protocol -> isServed(facts, vip, protocol, port)))
                    .map(port -> problem(facts, vip, port))
                    .forEach(problems::add);
        }
        return problemsOr(problems.stream().distinct().toList(), "on each port of each VIP");
    }

    private static boolean isServed(Facts facts, ServedVip.Marked vip, Protocol protocol, int port) {
        return facts.sockets().listeners().stream().anyMatch(l -> l.hears(protocol, vip.address(), port));
    }

    private Finding problem(Facts facts, ServedVip.Marked vip, int port) {
        String place = (vip.isV4() ? vip.address().toString() : "[" + vip.address() + "]") + ":" + port;
        String elsewhere = facts.sockets().listeners().stream()
                .filter(l -> l.port() == port
                        && l.address().isPresent()
                        && vip.protocols().contains(l.protocol()))
                .map(l -> l.program() + " on " + l.address().get())
                .distinct()
                .collect(Collectors.joining(", "));
        Finding nothing = Finding.fail(
                name(),
                "nothing listens on " + place + (elsewhere.isEmpty() ? "" : "; only " + elsewhere),
                "clients of the VIP are refused");
        return nothing.advising(
                elsewhere.isEmpty()
                        ? "start the service of port " + port
                        : "make it listen on " + place + " too, or on any address, and restart it");
    }
}
