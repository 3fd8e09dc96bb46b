// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Command;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;

/// The configuration changes repeatedly under load: a server's weight changes and a port is added,
/// and both are reverted.
record ReloadedOften(BaroDaemon daemon, int times) implements Proof {
    private static final String SERVER = "web-b03: {address: 10.20.10.3, data-centre: idc-b}";
    private static final String LIGHTER = "web-b03: {address: 10.20.10.3, data-centre: idc-b, weight: 50}";
    /// A part of the configuration of the VIP under load. It is unique, because this server is the VIP's last.
    private static final String PORT = "web-b03]\n    ports:\n      http: {port: 80}\n";
    private static final String TWO_PORTS = PORT + "      ssl: {port: 443}\n";

    @Override
    public String name() {
        return "reloaded often";
    }

    @Override
    public String expected() {
        return times + " reloads: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12 connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        String text = BaroDaemon.resource(SessionsScenario.CONFIGURATION);
        String other = otherThan(text);
        int before = daemon.status().revision();
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            for (int i = 0; i < times; i++) {
                daemon.rewrite(i % 2 == 0 ? other : text);
                reload(lab);
            }
        });
        int applied = daemon.status().revision() - before;
        daemon.rewrite(text);
        reload(lab);
        return new Finding(
                account.nothingLostOrMoved()
                        && applied == times
                        && other.contains(TWO_PORTS)
                        && other.contains(LIGHTER),
                applied + " reloads applied of " + times + ": " + account.text());
    }

    static String otherThan(String text) {
        return text.replace(SERVER, LIGHTER).replace(PORT, TWO_PORTS);
    }

    /// Reloads through the API, because starting the command line for each reload would take processor
    /// time from the load.
    private static void reload(Lab lab) {
        Command.of(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--fail",
                        "--unix-socket",
                        BaroDaemon.socket(lab.names()),
                        "--request",
                        "POST",
                        "http://baro/v1/config/apply")
                .succeed();
    }
}
