// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;

/// The daemon is repeatedly killed and restarted under load.
record DaemonKilledOften(BaroDaemon daemon, int times) implements Proof {
    @Override
    public String name() {
        return "daemon killed often";
    }

    @Override
    public String expected() {
        return "kill -9 and restart " + times + " times: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12 connections"
                + " moved";
    }

    @Override
    public Finding prove(Lab lab) {
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            for (int i = 0; i < times; i++) {
                daemon.kill();
                daemon.startAgain();
            }
        });
        return new Finding(account.nothingLostOrMoved(), "kill -9 and restart " + times + " times: " + account.text());
    }
}
