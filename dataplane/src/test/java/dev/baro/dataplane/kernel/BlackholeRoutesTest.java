// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.BlackholeRoutes.Blackhole;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsRoot
@Timeout(60)
class BlackholeRoutesTest {
    private static final Blackhole V4 = new Blackhole(IpAddress.parse("203.0.113.100"), 176, 7600);
    private static final Blackhole V6 = new Blackhole(IpAddress.parse("2001:db8::100"), 176, 7600);
    private static final Blackhole FAR_TABLE = new Blackhole(IpAddress.parse("203.0.113.101"), 70_000, 7601);

    @Test
    void whatIsAddedIsFoundAgainAndGoesAgain() {
        OwnNetwork.run(() -> {
            BlackholeRoutes.add(V4);
            BlackholeRoutes.add(V6);
            BlackholeRoutes.add(FAR_TABLE);

            assertThat(BlackholeRoutes.all()).containsExactlyInAnyOrder(V4, V6, FAR_TABLE);
            // 6 is RTN_BLACKHOLE of linux/rtnetlink.h.
            assertThat(OwnNetwork.ip("-N route show table 176").strip())
                    .isEqualTo("6 203.0.113.100 proto 176 metric 7600");
            assertThat(OwnNetwork.ip("-N -6 route show table 176"))
                    .startsWith("6 2001:db8::100 dev lo proto 176 metric 7600");

            BlackholeRoutes.remove(V4);
            BlackholeRoutes.remove(V6);
            BlackholeRoutes.remove(FAR_TABLE);
            BlackholeRoutes.remove(FAR_TABLE);

            assertThat(BlackholeRoutes.all()).isEmpty();
        });
    }

    @Test
    void routesOfOthersAreNotOurs() {
        OwnNetwork.run(() -> {
            OwnNetwork.ip("route add blackhole 203.0.113.100/32 proto static table 176 metric 7600");
            OwnNetwork.ip("route add blackhole 203.0.113.0/24 proto static");
            OwnNetwork.ip("route add 203.0.113.7/32 dev lo proto 176");

            assertThat(BlackholeRoutes.all()).isEmpty();
            assertThatThrownBy(() -> BlackholeRoutes.add(V4))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessage("add blackhole route to 203.0.113.100 in table 176: exists already (errno 17)");
        });
    }

    @Test
    void twoMetricsOfOneAddressAreTwoRoutes() {
        Blackhole leaving = new Blackhole(V4.address(), 176, 7601);
        OwnNetwork.run(() -> {
            BlackholeRoutes.add(V4);
            BlackholeRoutes.add(leaving);
            BlackholeRoutes.remove(V4);

            assertThat(BlackholeRoutes.all()).containsExactly(leaving);
        });
    }

    @Test
    void changesOfOurRoutesAreHeardAndThoseOfOthersAreNot() {
        Semaphore heard = new Semaphore(0);
        OwnNetwork.run(() -> {
            BlackholeRoutes.add(V4);
            BlackholeRoutes.add(V6);
            try (RouteWatch _ = BlackholeRoutes.watch(heard::release)) {
                OwnNetwork.ip("route add blackhole 203.0.113.0/24");
                OwnNetwork.ip("addr add 192.0.2.1/32 dev lo");
                OwnNetwork.ip("route del blackhole 203.0.113.100/32 table 176");
                assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                OwnNetwork.ip("-6 route del blackhole 2001:db8::100/128 table 176");
                assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(heard.drainPermits()).isZero();
        });
    }
}
