// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import dev.baro.lab.network.Await;
import dev.baro.lab.network.Background;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// VIPs inside the network of the router: it sends their packets to the balancer that announced them last, by ARP and
/// by neighbour discovery.
@Timeout(120)
@Tag("end-to-end")
class SegmentVipEndToEnd {
    private static final String V4 = "10.10.0.77";
    private static final String V6 = "fd00:10::77";
    private static final String OTHER_BALANCER = "02:00:00:00:00:99";

    @TempDir
    private Path directory;

    private RoutedHost host;

    @BeforeEach
    void build() {
        host = new RoutedHost("baroseg-", directory);
    }

    @AfterEach
    void remove() {
        host.close();
    }

    @Test
    void theRouterLearnsWithoutAskingWhoServesNow() throws IOException {
        String own = host.balancer()
                .shellOutput("ip -o link show dev up0 | sed 's/.*ether //; s/ .*//'")
                .strip();
        String text = RoutedHost.configuration("announce: true")
                .replace(RoutedHost.V4, V4)
                .replace(RoutedHost.V6, V6)
                .replace("dscp: 10", "dscp: 10, local-segment: true");
        know(OTHER_BALANCER);

        Background _ = host.start(text);
        awaitKnown(own);
        host.baro("route", "withdraw", "--at-once").succeed();
        know(OTHER_BALANCER);
        host.baro("route", "announce").succeed();
        awaitKnown(own);
    }

    private void know(String mac) {
        host.routerShell("ip neigh replace %s lladdr %s dev lb0 nud stale".formatted(V4, mac));
        host.routerShell("ip -6 neigh replace %s lladdr %s dev lb0 nud stale".formatted(V6, mac));
    }

    private void awaitKnown(String mac) {
        Await.until(
                "the router does not learn " + mac,
                () -> neighbours().lines().filter(line -> line.contains(mac)).count() == 2,
                this::neighbours);
    }

    private String neighbours() {
        return host.routerShell("ip neigh show to %s; ip -6 neigh show to %s".formatted(V4, V6));
    }
}
