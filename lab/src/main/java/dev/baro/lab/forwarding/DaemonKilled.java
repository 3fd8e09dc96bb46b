// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Packets never wait for Java: the daemon is killed and restarted under load, and clients do not notice.
record DaemonKilled(BaroDaemon daemon) implements Proof {
    private static final Duration WITHOUT_DAEMON = Duration.ofMillis(500);

    @Override
    public String name() {
        return "daemon killed under load";
    }

    @Override
    public String expected() {
        return "kill -9 and restart: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12 connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        AtomicLong awayNs = new AtomicLong();
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            daemon.kill();
            long startNs = System.nanoTime();
            Pause.of(WITHOUT_DAEMON);
            daemon.startAgain();
            awayNs.set(System.nanoTime() - startNs);
        });
        return new Finding(
                account.nothingLostOrMoved(),
                "kill -9, away for " + TimeUnit.NANOSECONDS.toMillis(awayNs.get()) + " ms: " + account.text());
    }
}
