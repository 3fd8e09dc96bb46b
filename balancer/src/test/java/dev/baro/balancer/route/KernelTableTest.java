// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.InNetwork;
import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.core.model.IpAddress;
import dev.baro.core.route.Announcement;
import dev.baro.core.route.RouteState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KernelTableTest {
    private static final int TABLE = 176;
    private static final IpAddress SHOP = IpAddress.parse("203.0.113.100");
    private static final IpAddress MAIL = IpAddress.parse("203.0.113.101");
    private static final Set<IpAddress> VIPS = Set.of(SHOP, MAIL);

    private final KernelTable table = new KernelTable(Set.of());
    private ProbeNetwork network;

    @BeforeEach
    void open() {
        network = ProbeNetwork.create("routes");
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void aRouteThatIsGoneComesBackAndIsCounted() {
        assertThat(reconcile()).isEmpty();
        ip("route del blackhole 203.0.113.100/32 table 176");

        assertThat(reconcile()).isEmpty();

        assertThat(table.repairs()).isEqualTo(1);
        assertThat(ip("route show table 176")).contains("203.0.113.100", "203.0.113.101");
    }

    /// No route was deleted.
    @Test
    void aRouteThatCannotBeAddedIsTroubleAndNoRepair() {
        ip("route add blackhole 203.0.113.100/32 proto static table 176 metric 7600");

        for (int second = 0; second < 3; second++) {
            assertThat(reconcile())
                    .containsExactly("another route to 203.0.113.100 with metric 7600 is in table 176; look: ip route"
                            + " show table 176");
        }

        assertThat(table.repairs()).isZero();
        assertThat(table.addresses()).containsExactly(MAIL);
    }

    private List<String> reconcile() {
        List<Announcement> wanted = List.of(announced("shop", SHOP), announced("mail", MAIL));
        return InNetwork.call(network.lb(), () -> table.reconcile(wanted, VIPS, TABLE));
    }

    private String ip(String words) {
        return network.exec(network.lb(), ("ip " + words).split(" "));
    }

    private static Announcement announced(String vip, IpAddress address) {
        return new Announcement(vip, address, RouteState.ANNOUNCED, "", 0);
    }
}
