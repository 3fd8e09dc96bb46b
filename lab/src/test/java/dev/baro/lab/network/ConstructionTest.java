// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConstructionTest {
    private final Topology topology = Topology.twoDataCentres();
    private final Construction construction = new Construction(topology, new Names("bdev-"));

    @Test
    void makesLinksInsideTheNamespaces() {
        assertThat(construction.creation().lines())
                .hasSize(12 + 11)
                .startsWith("netns add bdev-client")
                .contains("link add eth0 netns bdev-lb-a1 type veth peer name lb netns bdev-edge");
    }

    @Test
    void routesTheVipToTheBalancerAtTheEdge() {
        assertThat(setUp("edge").lines()).contains("route add 211.115.115.100/32 via 10.10.0.11");
    }

    @Test
    void attachesThePassingProgramOnlyAtTheFarEndOfTheBalancer() {
        assertThat(setUp("edge").lines()).contains("ip link set dev lb xdpdrv obj /lab/pass.bpf.o sec xdp");
        assertThat(setUp("lb-a1")).doesNotContain("xdp");
    }

    @Test
    void bridgesTheRealServersOfASiteButNotItsUplink() {
        assertThat(setUp("idc-b").lines().filter(line -> line.contains("master")))
                .containsExactly(
                        "link set web-b01 master site", "link set web-b02 master site", "link set web-b03 master site");
    }

    @Test
    void leavesNoChecksumForACardThatIsNotThere() {
        assertThat(setUp("client").lines()).contains("ethtool -K eth0 tx off tso off gso off gro off");
    }

    @Test
    void removesWhatItIsGiven() {
        assertThat(Construction.removal(List.of(new Namespace("bdev-client"), new Namespace("bdev-edge"))))
                .isEqualTo("netns del bdev-client\nnetns del bdev-edge\n");
    }

    private String setUp(String name) {
        Topology.Host host = topology.hosts().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return construction.setUp(host, "/lab/pass.bpf.o");
    }
}
