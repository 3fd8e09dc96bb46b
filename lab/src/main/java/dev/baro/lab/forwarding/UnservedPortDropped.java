// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.capture.Meters;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.util.List;

/// Packets for an unconfigured port are dropped at the balancer and counted.
record UnservedPortDropped(BaroDaemon daemon) implements Proof {
    private static final String VERDICT = "port-not-served";

    @Override
    public String name() {
        return "unserved port dropped";
    }

    @Override
    public String expected() {
        return "SYNs to 20 unserved ports: none at a server, no answer, each counted as " + VERDICT;
    }

    @Override
    public Finding prove(Lab lab) {
        long countedBefore = daemon.status().verdict(VERDICT);
        Meters.Reading clientBefore = Meters.read(lab.client());
        List<Meters.Reading> serversBefore = readings(lab);
        lab.client()
                .command(
                        "curl",
                        "--silent",
                        "--parallel",
                        "--parallel-immediate",
                        "--connect-timeout",
                        "0.3",
                        "http://" + Topology.VIP + ":[8001-8020]/")
                .run();
        Meters.Reading client = Await.still(() -> Meters.read(lab.client())).since(clientBefore);
        long arrived = Lab.sum(readings(lab), Meters.MARKED) - Lab.sum(serversBefore, Meters.MARKED);
        long counted = daemon.status().verdict(VERDICT) - countedBefore;

        long sent = client.packets(Meters.SENT);
        long answered = client.packets(Meters.ANSWERED);
        boolean ok = sent >= 20 && counted == sent && arrived == 0 && answered == 0;
        return new Finding(
                ok,
                sent + " SYNs to ports 8001 to 8020: " + counted + " counted as " + VERDICT + ", " + arrived
                        + " at a server, " + answered + " answered");
    }

    private static List<Meters.Reading> readings(Lab lab) {
        return Together.map(lab.webServers(), server -> Meters.read(server.namespace()));
    }
}
