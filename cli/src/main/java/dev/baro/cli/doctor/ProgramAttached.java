// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.doctor.BalancerFacts.Port;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/// Our XDP program is on each of them, and the driver itself runs it.
record ProgramAttached() implements BalancerCheck {
    /// How the names of our programs begin (baro.bpf.c).
    private static final String OURS = "baro";

    @Override
    public String name() {
        return "xdp";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<Finding> problems = new ArrayList<>();
        for (Port port : facts.ports()) {
            if (port.present() && port.program().isEmpty()) {
                problems.add(Finding.fail(
                                name(),
                                "no XDP program on " + port.name() + why(facts, port),
                                "packets for VIPs are not forwarded")
                        .advising(advice(facts, why(facts, port))));
            } else if (port.present() && !port.program().startsWith(OURS)) {
                problems.add(Finding.fail(
                                name(),
                                port.name() + " has an XDP program of others, " + port.program(),
                                "packets for VIPs are not forwarded")
                        .fixedBy(
                                "ip link set dev " + port.name() + (port.nativeMode() ? " xdp off" : " xdpgeneric off"))
                        .advising(
                                facts.daemon().isEmpty()
                                        ? "then start the daemon"
                                        : "the daemon then attaches by itself within 2 s"));
            } else if (port.present() && !port.nativeMode()) {
                problems.add(Finding.warn(
                                name(),
                                port.name() + " runs the program in generic mode",
                                "the kernel copies each packet first, at a multiple of the cost")
                        .advising("a driver with XDP, or fewer queues or a smaller MTU where the driver asks for it"));
            }
        }
        return problemsOr(problems, "native");
    }

    private static String advice(BalancerFacts facts, String why) {
        if (facts.daemon().isEmpty()) {
            return "start the daemon, such as: systemctl start baro";
        }
        return why.isEmpty()
                ? "the daemon attaches by itself within 2 s; look again"
                : "put that right; the daemon then attaches by itself within 2 s";
    }

    /// What the daemon says of an interface that it could not attach to.
    private static String why(BalancerFacts facts, Port port) {
        return facts.daemon().stream()
                .flatMap(daemon -> daemon.interfaces().stream())
                .filter(known ->
                        known.name().equals(port.name()) && !known.reason().isEmpty())
                .map(known -> ": " + known.reason())
                .findFirst()
                .orElse("");
    }
}
