// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VipOptions.Refusals;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client's own TCP and UDP take the answers for what they are: connection refused, at once.
@NeedsRoot
@Tag("faults")
class RefusedClientTest {
    private static final int CONNECTION_REFUSED = 7; // of curl
    private static final int TIMED_OUT = 28;
    private static final int WITHOUT_SERVER = 80;
    private static final int NOT_SERVED = 8080;
    /// Of starting a program and one round trip, on a busy machine.
    private static final int AT_ONCE_MS = 900;

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8:a::10"})
    void learnsAtOnceThatItCannotBeServed(String vip) {
        ClientNetwork.with(plan(vip, Refusal.RESET), network -> {
            for (int port : List.of(WITHOUT_SERVER, NOT_SERVED)) {
                ClientNetwork.Run connection = connect(network, vip, port);
                ClientNetwork.Run datagram = send(network, vip, port);

                assertThat(connection.exit()).as(connection.output()).isEqualTo(CONNECTION_REFUSED);
                assertThat(connection.millis()).isLessThan(AT_ONCE_MS);
                assertThat(datagram.output()).contains("refused");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8:a::10"})
    void waitsWhereNothingIsTold(String vip) {
        ClientNetwork.with(plan(vip, Refusal.DROP), network -> {
            for (int port : List.of(WITHOUT_SERVER, NOT_SERVED)) {
                assertThat(connect(network, vip, port).exit()).isEqualTo(TIMED_OUT);
                assertThat(send(network, vip, port).output()).doesNotContain("refused");
            }
        });
    }

    private static ClientNetwork.Run connect(ClientNetwork network, String vip, int port) throws java.io.IOException {
        String host = vip.contains(":") ? "[" + vip + "]" : vip;
        return network.client("curl", "--silent", "--max-time", "1", "http://" + host + ":" + port + "/");
    }

    /// The second write of a socket tells of the error that the first one has met.
    private static ClientNetwork.Run send(ClientNetwork network, String vip, int port) throws java.io.IOException {
        String script = "exec 3<>/dev/udp/%s/%d; echo a >&3; sleep 0.2; echo b >&3".formatted(vip, port);
        return network.client("env", "LC_ALL=C", "bash", "-c", script);
    }

    private static Plan plan(String vip, Refusal refusal) {
        List<ServicePlan> services = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            VirtualService service = new VirtualService(IpAddress.parse(vip), protocol, WITHOUT_SERVER);
            services.add(new ServicePlan(service, new Dscp(10), SlotChoice.NEXT, List.of(), new Ring()));
        }
        return new Plan(
                services,
                Set.of(),
                Map.of(IpAddress.parse(vip), new Refusals(refusal, refusal)),
                SessionSettings.DEFAULTS);
    }
}
