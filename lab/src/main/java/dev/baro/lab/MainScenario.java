// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.util.List;

/// The main job: method `dscp` between two data centres.
record MainScenario() implements Scenario {
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
        return Screen.PICTURE;
    }

    @Override
    public List<Proof> proofs(Lab lab, Daemon daemon) {
        return Proofs.all(Traffic.send(lab), daemon);
    }
}
