// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;
import java.time.Duration;
import java.util.Set;

/// The daemon is stopped for far longer than any check may take, and does not report any server as down
/// because of it. The target gets none of the load, because its kernel still repeats answers that faults kept
/// from reaching the visitor.
record DaemonFrozen(HealthView view, BaroDaemon daemon) implements Proof {
    private static final Duration FROZEN = Duration.ofSeconds(5);
    /// The time in which every check has run.
    private static final Duration AFTERMATH = Duration.ofMillis(2500);

    @Override
    public String name() {
        return "daemon stopped for 5 s";
    }

    @Override
    public String expected() {
        return "SIGSTOP, SIGCONT: no event about any server, all up; 0 packets lost, 0 of 12 connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        long before = view.newestEvent();
        daemon.say("server", "drain", HealthTopology.TARGET);
        SteadyLoad.Account account = SteadyLoad.during(lab, HealthScenario.others(lab), () -> {
            daemon.freeze();
            try {
                Pause.of(FROZEN);
            } finally {
                daemon.thaw();
            }
            Pause.of(AFTERMATH);
        });
        daemon.say("server", "enable", HealthTopology.TARGET);
        Set<String> concerned = view.concernedSince(before);
        boolean up = view.everyoneIsUp();
        return new Finding(
                concerned.isEmpty() && up && account.nothingLostOrMoved(),
                "SIGSTOP for 5 s: " + (concerned.isEmpty() ? "no transition" : "transitions of " + concerned)
                        + (up ? ", all up; " : ", NOT all up; ") + account.text());
    }
}
