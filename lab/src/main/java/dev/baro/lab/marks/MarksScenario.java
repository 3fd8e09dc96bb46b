// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.marks;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.Scenario;
import java.util.ArrayList;
import java.util.List;

/// Routers on the way into two data centres begin to bleach or change marks, or to drop marked packets.
public record MarksScenario(MarksScale scale) implements Scenario {
    private static final String PICTURE = """

              lb-a1 ─── edge ─── core ─┬─ idc-a  web-a01 web-a02 web-a03
                       first           └─ idc-b  web-b01 web-b02 web-b03
                                          last
            """;

    @Override
    public Topology topology() {
        return HealthTopology.topology();
    }

    @Override
    public List<String> served(Topology.RealServer server) {
        List<String> vips = new ArrayList<>(List.of(Topology.VIP + "=10:80", HealthTopology.VIP_V6 + "=10:80"));
        if (List.of("web-a01", "web-a02").contains(server.name())) {
            vips.addAll(List.of(Topology.SECOND_VIP + "=12:80", HealthTopology.SECOND_VIP_V6 + "=12:80"));
        }
        return vips;
    }

    @Override
    public void installMeters(Lab lab) {}

    @Override
    public String configuration() {
        return "marks.yaml";
    }

    @Override
    public List<String> urls() {
        return List.of("http://" + Topology.VIP + "/", "http://[" + HealthTopology.VIP_V6 + "]/");
    }

    @Override
    public String picture() {
        return PICTURE;
    }

    @Override
    public List<Proof> proofs(Lab lab, BaroDaemon daemon) {
        HealthView view = new HealthView(lab.names());
        List<Proof> proofs = new ArrayList<>();
        for (MarkChange.Kind kind : MarkChange.Kind.values()) {
            proofs.add(new FaultNoticed(view, new MarkChange(kind, true), scale.rounds()));
            proofs.add(new FaultNoticed(view, new MarkChange(kind, false), scale.rounds()));
        }
        proofs.add(new NoFalseAlarm(view, scale.calm()));
        return proofs;
    }
}
