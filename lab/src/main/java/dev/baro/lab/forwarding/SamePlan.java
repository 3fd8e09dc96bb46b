// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.Status;
import dev.baro.lab.proof.Proof;
import java.util.List;

/// The two front ends are equivalent: the configuration of the appliance and its translation to YAML
/// give the same plan.
record SamePlan(BaroDaemon daemon) implements Proof {
    @Override
    public String name() {
        return "same plan from YAML";
    }

    @Override
    public String expected() {
        return "store.conf and store.yaml give the same VIP, ports, DSCP, servers, states and weights";
    }

    @Override
    public Finding prove(Lab lab) {
        List<Status.Planned> appliance = daemon.status().plan();
        daemon.kill();
        List<Status.Planned> yaml =
                BaroDaemon.start(lab, Lab.YAML_TEXT).status().plan();
        int equal = members(appliance.stream().filter(yaml::contains).toList());
        boolean ok = members(appliance) == 12 && appliance.equals(yaml);
        return new Finding(
                ok,
                Lab.SERVERIRON_TEXT + " plans " + members(appliance) + " servers of ports, " + Lab.YAML_TEXT + " "
                        + members(yaml) + ", equal " + equal);
    }

    private static int members(List<Status.Planned> plan) {
        return plan.stream().mapToInt(planned -> planned.ports().size()).sum();
    }
}
