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
                problems.add(
                        Finding.fail(name(), "no XDP program on " + port.name(), "packets for VIPs are not forwarded")
                                .advising("start the daemon, such as: systemctl start baro"));
            } else if (port.present() && !port.program().startsWith(OURS)) {
                problems.add(Finding.fail(
                                name(),
                                port.name() + " has an XDP program of others, " + port.program(),
                                "packets for VIPs are not forwarded")
                        .fixedBy("ip link set dev " + port.name() + " xdp off")
                        .advising("then start the daemon"));
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
}
