// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;

/// A reload that adds a second VIP, and an apply that removes it again, do not affect connections
/// to the first VIP.
record ReloadUnderLoad(BaroDaemon daemon) implements Proof {
    /// A second VIP, in the syntax of the daemon's configuration.
    private static final String SECOND_VIP = """
            server virtual store-app2 211.115.115.101
            tos-marking 12 hc-l3-dsr
            port http
            bind http web-a01 http web-b01 http
            """;

    @Override
    public String name() {
        return "reload under load";
    }

    @Override
    public String expected() {
        return "SIGHUP adds 211.115.115.101 and apply removes it: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12"
                + " connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        String text = BaroDaemon.resource(Lab.SERVERIRON_TEXT);
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            daemon.rewrite(text + SECOND_VIP);
            daemon.hangUp();
            daemon.awaitVip(Topology.SECOND_VIP);
            daemon.rewrite(text);
            daemon.apply();
        });
        boolean removed = !daemon.status().serves(Topology.SECOND_VIP);
        return new Finding(
                account.nothingLostOrMoved() && removed,
                Topology.SECOND_VIP + " added by SIGHUP, " + (removed ? "removed" : "NOT removed") + " by apply: "
                        + account.text());
    }
}
