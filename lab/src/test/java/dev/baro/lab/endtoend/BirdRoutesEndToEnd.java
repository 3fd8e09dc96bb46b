// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.network.Background;
import dev.baro.lab.network.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// BIRD on the balancer and on its router, by the samples: the router follows what Baro announces.
@Timeout(180)
@Tag("end-to-end")
@Tag("routing")
class BirdRoutesEndToEnd {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    @TempDir
    private Path directory;

    private RoutedHost host;

    @BeforeEach
    void build() {
        host = new RoutedHost("barobird-", directory);
        // What distributions set: a route in a table without a rule does no harm to it.
        host.balancer().shell("sysctl -qw net.ipv4.conf.all.rp_filter=2");
    }

    @AfterEach
    void remove() {
        host.close();
    }

    @Test
    void theRouterFollowsEachConditionAndTheOperator() throws IOException {
        host.startBird();
        Background _ = host.start(RoutedHost.configuration("announce: true, leave: 1s"));
        host.awaitSessions("bird.conf", "router", 2);
        host.awaitAnnouncedAtLast(true);

        assertThat(list())
                .containsPattern("store +203.0.113.100/32 +announced +router4 ")
                .containsPattern("store6 +2001:db8::100/128 +announced +router6 ");
        assertThat(host.baro("route", "check").run().exitCode()).isZero();
        assertThat(host.exportsByTheDaemon(Path.of("/run/bird/bird.ctl"), host.socket("bird.conf")))
                .contains("\"BIRD\"", "203.0.113.100/32", "\"router4\"", "\"router6\"");

        host.baro("route", "withdraw", "--at-once").succeed();
        host.awaitAnnounced(false);
        assertThat(list()).containsPattern("store +203.0.113.100/32 +withdrawn +no router .*an operator withdrew it");
        assertThat(host.baro("route", "check", "store").run().exitCode()).isEqualTo(1);
        host.baro("route", "announce").succeed();
        host.awaitAnnounced(true);

        host.baro("server", "disable", "web-1", "--force").succeed();
        host.baro("server", "disable", "web-6", "--force").succeed();
        host.awaitAnnounced(false);
        assertThat(list())
                .containsPattern("store .*withdrawn .*1 of 2 required members are usable")
                .containsPattern("store6 .*withdrawn .*0 of 1 required members are usable");
        assertThat(host.baro("status").run().output())
                .contains("the route of store is withdrawn: 1 of 2 required members are usable");
        host.baro("server", "enable", "web-1").succeed();
        host.baro("server", "enable", "web-6").succeed();
        host.awaitAnnounced(true);

        host.baro("server", "drain", "web-1", "--force").succeed();
        host.baro("server", "drain", "web-6", "--force").succeed();
        host.awaitAnnounced(false);
        host.baro("server", "enable", "web-1").succeed();
        host.baro("server", "enable", "web-6").succeed();
        host.awaitAnnounced(true);

        assertThat(host.baro("events").succeed()).contains("ROUTE_ANNOUNCED", "ROUTE_WITHDRAWN");
    }

    @Test
    void aRouteThatGoesIsAnnouncedAsSuchFirst() throws IOException {
        host.startBird();
        Background daemon = host.start(RoutedHost.configuration("announce: true, leave: 15s"));
        host.awaitSessions("bird.conf", "router", 2);
        host.awaitAnnouncedAtLast(true);
        assertThat(host.routerSays("show", "route", "all")).doesNotContain("(65535,0)");

        host.baro("route", "withdraw", "--reason", "kernel upgrade").succeed();
        daemon.awaitLog("ROUTE_LEAVING");
        assertThat(host.leadsHere(RoutedHost.V4)).isTrue();
        assertThat(list()).containsPattern("store +203.0.113.100/32 +leaving +router4 ");
        assertThat(host.routerSays("show", "route", "all"))
                .containsPattern("(?i)BGP.med: 1000\\s+BGP.local_pref: 0\\s+BGP.community: \\(65535,0\\)");
        host.awaitAnnouncedAtLast(false);
        daemon.awaitLog("event=ROUTE_WITHDRAWN");
    }

    @Test
    void withoutADaemonTheRouteStaysAndTheNextDaemonKeepsIt() throws IOException {
        host.startBird();
        String text = RoutedHost.configuration("announce: true");
        Background killed = host.start(text);
        host.awaitSessions("bird.conf", "router", 2);
        host.awaitAnnouncedAtLast(true);

        killed.signal(SIGKILL);
        killed.await();
        assertThat(host.leadsHere(RoutedHost.V4)).isTrue();
        Background stopped = host.start(text);
        assertThat(stopped.output()).doesNotContain("ROUTE_WITHDRAWN").doesNotContain("REPAIRED");
        stopped.signal(SIGTERM);
        assertThat(host.leadsHere(RoutedHost.V4)).isTrue();
    }

    @Test
    void aWithdrawalOutlivesARestartAndARemovedRouteComesBack() throws IOException {
        String text = RoutedHost.configuration("announce: true");
        Background first = host.start(text);
        first.awaitLog("event=ROUTE_ANNOUNCED vip=store6");
        host.balancer().shell("ip route del blackhole 203.0.113.100/32 table 176");
        first.awaitLog("event=REPAIRED kind=route");
        assertThat(kernel()).contains("blackhole 203.0.113.100");
        host.balancer().shell("ip route add blackhole 203.0.113.100/32 proto 176 table 254");
        first.awaitLog("in table 254 with metric 0 was present but should not be");
        host.balancer().shell("ip route add blackhole 203.0.113.99/32 proto 176 table 176");
        first.awaitLog("event=ROUTE_UNKNOWN address=203.0.113.99");

        assertThat(list())
                .containsPattern("store +203.0.113.100/32 +announced +\\? ")
                .contains("was not checked");
        host.baro("route", "withdraw", "store", "--at-once").succeed();
        first.signal(SIGKILL);
        first.await();
        Background second = host.start(text);
        second.awaitLog("event=ROUTE_ANNOUNCED vip=store6");

        assertThat(list()).containsPattern("store +203.0.113.100/32 +withdrawn ");
        assertThat(kernel()).doesNotContain("203.0.113.100").contains("203.0.113.99");
        second.signal(SIGKILL);
        second.await();
        assertThat(host.balancer()
                        .baro(host.balancer().run(host.instance(), "--detach"))
                        .succeed())
                .contains("withdrew the routes of " + host.instance());
        assertThat(host.balancer().shellOutput("ip -6 route show table 176")).isEmpty();
    }

    @Test
    void aServerWithoutAVerdictHoldsTheRouteBackAndTheRoutingDaemonMayComeLater() throws IOException {
        String text = RoutedHost.configuration("announce: true")
                .replace("http: {port: 80, check: none}}}\n  store6", "http: {port: 80}}}\n  store6");
        Background daemon = host.start(text);

        daemon.awaitLog(
                "event=ROUTE_WITHDRAWN vip=store address=203.0.113.100 reason=\"2 of 2 members have no verdict yet\"");
        daemon.awaitLog("event=ROUTE_ANNOUNCED vip=store6");
        assertThat(kernel()).doesNotContain("203.0.113.100");
        host.startBird();
        host.awaitSessions("bird.conf", "router", 2);
        host.awaitWayTo(RoutedHost.V6);
        assertThat(host.leadsHere(RoutedHost.V4)).isFalse();
    }

    @Test
    void packetsThatAreNotForwardedTakeTheRouteAway() throws IOException {
        host.startBird();
        Background daemon = host.start(
                RoutedHost.configuration("announce: true").replace("interfaces: [up0]", "interfaces: [up0, eth0]"));
        host.awaitSessions("bird.conf", "router", 2);
        host.awaitAnnouncedAtLast(true);

        host.balancer().shell("ip link del eth0");
        daemon.awaitLog("eth0");
        Path other = new TemporaryDirectory(directory).extract("pass.bpf.o");
        host.balancer().shell("""
                ip link add later type veth peer name far
                ip link set dev later xdp obj %s sec xdp
                ip link set dev later name eth0
                ip link set dev far up
                ip link set dev eth0 up
                """.formatted(other));
        daemon.awaitLog("event=ROUTE_WITHDRAWN vip=store address=203.0.113.100 reason=\"packets that arrive on eth0");
        host.awaitAnnounced(false);
        host.balancer().shell("ip link set dev eth0 xdp off");
        host.awaitAnnouncedAtLast(true);
    }

    @Test
    void bothAddressesOfAVipFollowAFileThatIsNotConfirmedAndATraceDisturbsNeither() throws IOException {
        host.startBird();
        String text = RoutedHost.pair("announce: true");
        Background daemon = host.start(text);
        host.awaitSessions("bird.conf", "router", 2);
        host.awaitAnnouncedAtLast(true);
        Background trace =
                host.baro("trace", "any", RoutedHost.V4, "--seconds", "60").start(directory.resolve("trace.log"));
        daemon.awaitLog("event=TRACE_STARTED");

        Files.writeString(host.balancer().file(host.instance()), text.replace("routes: {", "routes: {leave: 2s, "));
        host.baro("apply").succeed();
        Files.writeString(host.balancer().file(host.instance()), text.replace("dscp: 10", "dscp: 10, announce: false"));
        host.baro("apply", "--force", "--confirm-within", "5s").succeed();
        host.awaitAnnounced(false);
        assertThat(list()).contains("no VIP is configured to be announced");
        host.awaitAnnouncedAtLast(true);
        host.baro("route", "withdraw", "store", "--at-once").succeed();
        assertThat(list())
                .containsPattern("store +203.0.113.100/32 +withdrawn ")
                .containsPattern("store-v6 +2001:db8::100/128 +announced +router6 ");
        trace.interrupt();
        daemon.awaitLog("event=TRACE_ENDED");
        host.baro("route", "announce", "store").succeed();
        host.awaitAnnounced(true);
    }

    private String list() {
        return host.baro("route", "list", "--bird", host.socket("bird.conf").toString())
                .succeed();
    }

    private String kernel() {
        return host.balancer().shellOutput("ip route show table all proto 176");
    }
}
