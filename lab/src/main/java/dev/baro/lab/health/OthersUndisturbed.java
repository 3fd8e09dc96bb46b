// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.lab.host.Lab;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;

/// Connections to all servers except the target were open during all faults and were not affected.
record OthersUndisturbed(SteadyLoad load) implements Proof {
    @Override
    public String name() {
        return "traffic of other servers";
    }

    @Override
    public String expected() {
        return "through all faults: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12 connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        SteadyLoad.Account account = load.stop();
        return new Finding(account.nothingLostOrMoved(), "through all faults: " + account.text());
    }
}
