// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.ServerState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final Balancer A1 = Configs.balancer("lb-a1", "eth0");
    private static final Balancer A2 = Configs.balancer("lb-a2", "eth1", "eth2");

    @Test
    void theOnlyBalancerOfTheFileIsThisHost() {
        assertThat(placement(List.of(A1), "")).isEqualTo(new Placement("lb-a1", List.of("eth0"), List.of()));
    }

    @Test
    void ofSeveralTheOneNamedLikeTheHostIsThisHost() {
        assertThat(Placement.of(config(List.of(A1, A2)), settings(""), "lb-a2"))
                .isEqualTo(new Placement("lb-a2", List.of("eth1", "eth2"), List.of()));
    }

    @Test
    void theCommandLineChoosesTheBalancer() {
        assertThat(placement(List.of(A1, A2), "lb-a2"))
                .isEqualTo(new Placement("lb-a2", List.of("eth1", "eth2"), List.of()));
    }

    @Test
    void theCommandLineChoosesTheInterfaces() {
        assertThat(placement(List.of(A1), "", "veth7")).isEqualTo(new Placement("lb-a1", List.of("veth7"), List.of()));
    }

    @Test
    void withoutBalancersTheCommandLineGivesNameAndInterfaces() {
        assertThat(placement(List.of(), "lb-x", "eth0")).isEqualTo(new Placement("lb-x", List.of("eth0"), List.of()));
        assertThat(placement(List.of(), "", "eth0")).isEqualTo(new Placement("host7", List.of("eth0"), List.of()));
    }

    @Test
    void withoutBalancersAndInterfacesItSaysWhatToSay() {
        assertThatThrownBy(() -> placement(List.of(), ""))
                .isInstanceOf(OperatorException.class)
                .hasMessage("store.conf lists no balancers, so the interfaces on which packets for VIPs arrive are"
                        + " unknown; use --interface IF, such as --interface eth0");
    }

    @Test
    void anUnknownBalancerIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> placement(List.of(A1, A2), "lb-b1"))
                .isInstanceOf(OperatorException.class)
                .hasMessage("--balancer lb-b1 is not in store.conf; there are: lb-a1, lb-a2");
    }

    @Test
    void anAmbiguousHostIsRefusedWithTheChoice() {
        assertThatThrownBy(() -> placement(List.of(A1, A2), ""))
                .isInstanceOf(OperatorException.class)
                .hasMessage("store.conf has several balancers, but none has this host's name, host7; use --balancer"
                        + " NAME with one of: lb-a1, lb-a2");
    }

    private static Placement placement(List<Balancer> balancers, String name, String... interfaces) {
        return Placement.of(config(balancers), settings(name, interfaces), "host7");
    }

    private static Config config(List<Balancer> balancers) {
        return Configs.store(80, ServerState.ENABLED, balancers);
    }

    private static Settings settings(String balancer, String... interfaces) {
        return new Settings(
                Path.of("store.conf"), balancer, List.of(interfaces), "main", Path.of("baro.sock"), Path.of("state"));
    }
}
