// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.api.Status;
import dev.baro.core.api.Status.PortStatus;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks that the daemon reports no problem. The problems in `baro status` also appear here.
record Problems() implements BalancerCheck {
    @Override
    public String name() {
        return "problems";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        Optional<Status> daemon = facts.daemon();
        if (daemon.isEmpty()) {
            return List.of();
        }
        List<Finding> problems = new ArrayList<>();
        for (VipStatus vip : daemon.get().vips()) {
            vip.ports().stream().filter(Problems::isUnserved).forEach(port -> problems.add(unserved(vip, port)));
        }
        String told = daemon.get().config().failure(); // the check `daemon` reports it as a FAIL
        daemon.get().problems().stream()
                .filter(problem -> told.isEmpty() || !problem.startsWith(told))
                .map(problem ->
                        Finding.warn(name(), problem, "reported by the daemon").advising("baro status"))
                .forEach(problems::add);
        return problemsOr(problems, "the daemon reports no problems");
    }

    private static boolean isUnserved(PortStatus port) {
        return port.usable() == 0;
    }

    private Finding unserved(VipStatus vip, PortStatus port) {
        return Finding.fail(
                        name(),
                        "no real server gets sessions of " + vip.name() + " " + port.name(),
                        "clients of " + vip.address() + " " + port.protocol() + " port " + port.port()
                                + " are not served from here")
                .advising("baro server list");
    }
}
