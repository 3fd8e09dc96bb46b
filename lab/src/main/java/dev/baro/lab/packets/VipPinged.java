// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.proof.Proof;

/// The balancer itself answers pings to a VIP.
record VipPinged(BaroDaemon daemon, TestVip vip) implements Proof {
    private static final String VERDICT = "answered";
    private static final int PINGS = 5;

    @Override
    public String name() {
        return "ping IPv" + vip.version();
    }

    @Override
    public String expected() {
        return PINGS + " of " + PINGS + " echo requests answered, all by the balancer";
    }

    @Override
    public Finding prove(Lab lab) {
        long before = daemon.status().verdict(VERDICT);
        String answered = lab.launcher()
                .in(lab.client(), "lab", "ping", vip.address(), Integer.toString(PINGS))
                .succeed()
                .strip();
        long counted = daemon.status().verdict(VERDICT) - before;
        return new Finding(
                answered.equals(Integer.toString(PINGS)) && counted == PINGS,
                answered + " of " + PINGS + " echo requests answered, " + counted + " counted as " + VERDICT
                        + " at the balancer");
    }
}
