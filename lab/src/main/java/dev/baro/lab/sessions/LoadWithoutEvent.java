// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;
import java.time.Duration;

/// The control for the proofs that follow: the load and the counting are the same, but the
/// balancer does not change.
record LoadWithoutEvent(Duration time) implements Proof {
    @Override
    public String name() {
        return "control: load alone";
    }

    @Override
    public String expected() {
        return "nothing happens: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12 connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> Pause.of(time));
        return new Finding(account.nothingLostOrMoved(), "for " + time.toSeconds() + " s: " + account.text());
    }
}
