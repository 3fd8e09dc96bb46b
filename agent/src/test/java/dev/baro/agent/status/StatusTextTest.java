// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    @Test
    void tellsOfTunnelPacketsThatCameInFragments() {
        IpAddress vip = IpAddress.parse("211.115.115.101");
        Decapsulator decapsulator = new Decapsulator(
                List.of(new Decapsulator.Attachment("eth0", true), new Decapsulator.Attachment("eth1", false)),
                Set.of(IpAddress.parse("10.10.10.1")),
                Map.of(vip, new Decapsulator.Counters(12, 9000, 3, 0)),
                true);
        VipStatus row = new VipStatus(
                "211.115.115.101",
                ForwardingMethod.IPIP,
                null,
                true,
                VipStatus.RuleState.OK,
                VipStatus.State.STARTED,
                "",
                12);

        assertThat(StatusText.table(new Status(List.of(row), decapsulator))).isEqualTo("""
                VIP              METHOD  DSCP  LOOPBACK  RULE  STATE    PACKETS
                211.115.115.101  ipip    -     yes       ok    started  12

                tunnel headers are removed on eth0 (native), eth1 (generic)
                211.115.115.101: 3 tunnel packets arrived in fragments, which are not reassembled here; raise the MTU \
                between balancer and server
                """);
    }
}
