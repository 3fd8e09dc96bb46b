// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Command;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;
import java.util.concurrent.atomic.AtomicLong;

/// Under load, a tracing program replaces the forwarding program, which is then restored.
record PacketsTraced(BaroDaemon daemon, int times) implements Proof {
    private static final int PACKETS = 200;

    @Override
    public String name() {
        return "packets traced";
    }

    @Override
    public String expected() {
        return times + " traces of " + PACKETS
                + " packets: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12 connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        AtomicLong forwarded = new AtomicLong();
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            for (int i = 0; i < times; i++) {
                forwarded.addAndGet(trace());
            }
        });
        boolean all = forwarded.get() == (long) times * PACKETS;
        return new Finding(
                account.nothingLostOrMoved() && all,
                forwarded + (all ? "" : " and NOT " + times * PACKETS) + " packets traced: " + account.text());
    }

    /// @return the number of traced packets that left for a real server
    private long trace() {
        Command.Outcome outcome = daemon.cli(
                        "trace", "any", SessionsScenario.EVEN_VIP, "-n", Integer.toString(PACKETS), "-o", "json")
                .run();
        return outcome.output()
                .lines()
                .filter(line -> line.contains("\"outcome\":\"forwarded\""))
                .count();
    }
}
