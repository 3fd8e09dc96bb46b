// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicePlanTest {
    private static final PlannedServer WEB =
            new PlannedServer("web-1", IpAddress.parse("198.51.100.1"), ForwardingMethod.DSCP, 1);

    @Test
    void refusesARingThatNamesAServerItDoesNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(List.of(WEB), new Ring(0, 0, 1, 0)))
                .withMessage("a slot of tcp 203.0.113.100:80 holds server 1 of 1");
    }

    @Test
    void takesAnEmptyRingWithoutServers() {
        assertThat(plan(List.of(), new Ring()).ring().isEmpty()).isTrue();
    }

    private static ServicePlan plan(List<PlannedServer> servers, Ring ring) {
        VirtualService service = new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 80);
        return new ServicePlan(service, new Dscp(10), SlotChoice.NEXT, servers, ring);
    }
}
