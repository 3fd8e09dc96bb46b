// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Sockets.Listener;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The mark covers every port on which a service listens on the VIP itself.
record PortCovered() implements Check {
    @Override
    public String name() {
        return "port-covered";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.marked().isEmpty()) {
            return List.of();
        }
        List<Finding> problems = new ArrayList<>();
        for (Listener listener : facts.sockets().listeners()) {
            List<ServedVip.Marked> of = facts.marked().stream()
                    .filter(vip -> listener.address().equals(Optional.of(vip.address())))
                    .toList();
            boolean covered = of.stream()
                    .anyMatch(vip -> vip.protocols().contains(listener.protocol())
                            && (vip.ports().isEmpty() || vip.ports().contains(listener.port())));
            if (!of.isEmpty() && !covered) {
                problems.add(problem(facts, listener, of.getFirst()));
            }
        }
        return problemsOr(problems, "every port that listens on a VIP");
    }

    private Finding problem(Facts facts, Listener listener, ServedVip.Marked vip) {
        String port = listener.protocol().word() + " port " + listener.port();
        Finding uncovered = Finding.warn(
                name(),
                "%s listens on %s %s, which no rule covers".formatted(listener.program(), vip.address(), port),
                "marked packets to this port are delivered to the server's own address");
        String command = facts.wish().applyWithPort(vip, listener.port());
        return command.isEmpty()
                ? uncovered.advising("if the balancer serves it, add it to ports:, then "
                        + facts.wish().apply())
                : uncovered.fixedBy(command);
    }
}
