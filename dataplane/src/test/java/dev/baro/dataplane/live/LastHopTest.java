// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VipOptions.Refusals;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client sees of a balancer that has no route for its VIPs: traceroute by UDP to ports that are not served, and
/// echo requests of several fragments, which a real client's kernel puts together again.
@NeedsRoot
@Tag("faults")
class LastHopTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.10, " + ClientNetwork.BALANCER4,
        "2001:db8:a::10, " + ClientNetwork.BALANCER6,
    })
    void tracerouteSeesTheBalancer(String vip, String balancer) {
        ClientNetwork.with(plan(vip, Refusal.DROP), network -> {
            String hops = java(network, "dev.baro.dataplane.trace.PathTraceMain", vip, "0");

            assertThat(hops.lines().map(LastHopTest::hop)).containsExactly("1 " + balancer);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8:a::10"})
    void tracerouteEndsWithAVipThatRefuses(String vip) {
        ClientNetwork.with(plan(vip, Refusal.RESET), network -> {
            String hops = java(network, "dev.baro.dataplane.trace.PathTraceMain", vip, "0");

            assertThat(hops.lines().map(LastHopTest::hop)).containsExactly("1 " + vip);
        });
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.10, 1000", "192.0.2.10, 6000", "2001:db8:a::10, 1000", "2001:db8:a::10, 6000"})
    void echoRequestsOfAnySizeAreAnswered(String vip, String bytes) {
        ClientNetwork.with(plan(vip, Refusal.DROP), network -> {
            String answer = java(network, EchoMain.class.getName(), vip, bytes);

            assertThat(answer.strip()).isEqualTo("answered");
        });
    }

    /// Distance and address of a line.
    private static String hop(String line) {
        String[] words = line.split(" ", -1);
        return words[0] + " " + words[1];
    }

    private static String java(ClientNetwork network, String main, String... arguments) throws IOException {
        String[] words = new String[7 + arguments.length];
        words[0] = System.getProperty("java.home") + "/bin/java";
        words[1] = "-XX:+UseSerialGC";
        words[2] = "-XX:TieredStopAtLevel=1";
        words[3] = "--enable-native-access=ALL-UNNAMED";
        words[4] = "-cp";
        words[5] = System.getProperty("java.class.path");
        words[6] = main;
        System.arraycopy(arguments, 0, words, 7, arguments.length);
        return network.client(words).output();
    }

    /// One server, so that echo requests are answered; nothing reaches it.
    private static Plan plan(String vip, Refusal refusal) {
        IpAddress server = IpAddress.parse(vip.contains(":") ? "2001:db8:64::1" : "198.51.100.1");
        ServicePlan service = new ServicePlan(
                new VirtualService(IpAddress.parse(vip), Protocol.TCP, 80),
                new Dscp(10),
                SlotChoice.NEXT,
                List.of(new PlannedServer("web-1", server, ForwardingMethod.DSCP, 100)),
                new Ring(0));
        return new Plan(
                List.of(service),
                Set.of(),
                Map.of(IpAddress.parse(vip), new Refusals(refusal, refusal)),
                SessionSettings.DEFAULTS);
    }
}
