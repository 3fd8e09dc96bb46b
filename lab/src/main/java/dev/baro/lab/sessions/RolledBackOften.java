// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Await;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;

/// A change under load is rolled back: repeatedly by an operator, and once by its deadline, with the
/// daemon killed before that.
record RolledBackOften(BaroDaemon daemon, int times) implements Proof {
    private static final String WITHIN = "3s";

    @Override
    public String name() {
        return "rolled back often";
    }

    @Override
    public String expected() {
        return times
                + " changes rolled back, plus one unconfirmed change while the daemon is killed: 0 packets lost, 0"
                + " retransmitted, 0 resets, 0 of 12 connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        String text = BaroDaemon.resource(SessionsScenario.CONFIGURATION);
        String other = ReloadedOften.otherThan(text);
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            for (int i = 0; i < times; i++) {
                daemon.rewrite(other + "# " + i + "\n");
                daemon.say("apply");
                daemon.say("rollback");
            }
            daemon.rewrite(other);
            daemon.say("apply", "--confirm-within", WITHIN);
            daemon.kill();
            daemon.startAgain();
            Await.until("it is not rolled back", () -> history().contains("not-confirmed"), this::history);
        });
        long rolledBack = history()
                .lines()
                .filter(line -> line.contains("rolled back by"))
                .count();
        boolean as = daemon.cli("diff").succeed().contains("web-b03");
        daemon.rewrite(text);
        daemon.say("apply");
        return new Finding(
                account.nothingLostOrMoved() && rolledBack == times + 1 && as,
                rolledBack + " changes rolled back, the last one by its deadline after a kill -9: " + account.text());
    }

    private String history() {
        return daemon.cli("history", "--last", "1000").succeed();
    }
}
