// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.capture.Meters;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Once;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.Scenario;
import java.util.List;

/// The balancer's main job: method `dscp` between two data centres.
public record ForwardingScenario() implements Scenario {
    public static final String PICTURE = """

              203.0.113.0/24 client ─── edge ─── core ─┬─ idc-a  web-a01 web-a02 web-a03   10.10.10.1-3
                    ▲                    ║             └─ idc-b  web-b01 web-b02 web-b03   10.20.10.1-3
                    │           lb-a1 ═══╝  to a server: DSCP 10         │
                    └──────── direct return, source 211.115.115.100 ─────┘
            """;

    @Override
    public Topology topology() {
        return Topology.twoDataCentres();
    }

    @Override
    public List<String> served(Topology.RealServer server) {
        return List.of(Topology.VIP + "=" + Topology.DSCP + ":80,443");
    }

    @Override
    public void installMeters(Lab lab) {
        Meters.installAtClient(lab.client());
        Meters.installAtEdge(lab.edge());
        Together.map(lab.webServers(), server -> {
            Meters.installAtServer(server.namespace(), server.server().address());
            return server;
        });
    }

    @Override
    public String configuration() {
        return Lab.SERVERIRON_TEXT;
    }

    @Override
    public List<String> urls() {
        return List.of("http://" + Topology.VIP + "/", "https://" + Topology.VIP + "/");
    }

    @Override
    public String picture() {
        return PICTURE;
    }

    @Override
    public List<Proof> proofs(Lab lab, BaroDaemon daemon) {
        return Proofs.all(new Once<>(() -> ForwardingTraffic.send(lab)), daemon);
    }
}
