// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.network.Await;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// FRR on the balancer, by the sample, and BIRD on its router.
@Timeout(180)
@Tag("end-to-end")
@Tag("routing")
class FrrRoutesEndToEnd {
    private static final String SPACE = "barort";
    private static final Path RUN = Path.of("/run/frr", SPACE);

    @TempDir
    private Path directory;

    private RoutedHost host;
    private final List<Background> daemons = new ArrayList<>();

    @BeforeEach
    void build() throws IOException {
        host = new RoutedHost("barofrr-", directory);
        Command.of("install", "-d", "-o", "frr", "-g", "frr", RUN.toString()).succeed();
        host.balancer().shell("""
                for file in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >$file; done
                """);
    }

    @AfterEach
    void remove() {
        host.close();
        Command.of("rm", "-rf", RUN.toString()).succeed();
    }

    @Test
    void theRouterFollowsConditionsAndTheOperator() throws IOException {
        startFrr();
        Background daemon = host.start(RoutedHost.configuration("announce: true, table: 254, leave: 15s"));
        host.awaitSessions("bird-router.conf", "lb_a1", 2);
        host.awaitAnnouncedAtLast(true);
        assertThat(list())
                .containsPattern("store +203.0.113.100/32 +announced +10.10.0.1 ")
                .containsPattern("store6 +2001:db8::100/128 +announced +fd00:10::1 ");
        assertThat(host.exportsByTheDaemon(Path.of("/run/frr/bgpd.vty"), RUN.resolve("bgpd.vty")))
                .contains("\"FRR\"", "203.0.113.100/32", "\"10.10.0.1\"", "\"fd00:10::1\"");

        host.baro("server", "disable", "web-1", "--force").succeed();
        host.baro("server", "disable", "web-6", "--force").succeed();
        host.awaitAnnounced(false);
        host.baro("server", "enable", "web-1").succeed();
        host.baro("server", "enable", "web-6").succeed();
        host.awaitAnnounced(true);

        host.baro("route", "withdraw").succeed();
        daemon.awaitLog("ROUTE_LEAVING vip=store6");
        Await.until(
                "the router does not hear that the route is about to go",
                () -> host.routerSays("show", "route", "all").contains("(65535,0)"),
                () -> host.routerSays("show", "route", "all"));
        assertThat(host.leadsHere(RoutedHost.V4)).isTrue();
        assertThat(host.leadsHere(RoutedHost.V6)).isTrue();
        host.awaitAnnouncedAtLast(false);
        host.baro("route", "announce").succeed();
        host.awaitAnnounced(true);
    }

    @Test
    void theRoutingDaemonIsStoppedAndStartedAgain() throws IOException {
        startFrr();
        Background _ = host.start(RoutedHost.configuration("announce: true, table: 254"));
        host.awaitSessions("bird-router.conf", "lb_a1", 2);
        host.awaitAnnouncedAtLast(true);

        daemons.forEach(daemon -> daemon.signal(15));
        daemons.forEach(Background::await);
        host.awaitAnnouncedAtLast(false);
        assertThat(host.balancer().shellOutput("ip route show proto 176")).contains("blackhole 203.0.113.100");
        startFrr();
        host.awaitAnnouncedAtLast(true);
    }

    @Test
    void anIpv4RouteWaitsInTheMainTableForTheFilterToGo() throws IOException {
        host.balancer().shell("sysctl -qw net.ipv4.conf.up0.rp_filter=1");
        Background daemon = host.start(RoutedHost.configuration("announce: true, table: 254"));

        daemon.awaitLog("event=ROUTE_ANNOUNCED vip=store6");
        daemon.awaitLog("rp_filter of up0 would drop pings answered from the VIP");
        host.balancer().shell("sysctl -qw net.ipv4.conf.up0.rp_filter=0");
        daemon.awaitLog("event=ROUTE_ANNOUNCED vip=store address");
    }

    private void startFrr() throws IOException {
        daemons.clear();
        for (String daemon : List.of("zebra", "bfdd", "bgpd")) {
            daemons.add(host.balancer()
                    .namespace()
                    .command(
                            "/usr/lib/frr/" + daemon,
                            "-N",
                            SPACE,
                            "-f",
                            "/dev/null",
                            "--log",
                            "stdout",
                            "-A",
                            "127.0.0.1")
                    .start(directory.resolve(daemon + ".log")));
            Await.until(
                    daemon + " does not answer",
                    () -> vtysh("-d", daemon, "-c", "show version").exitCode() == 0,
                    () -> daemons.getLast().lastLines());
        }
        Path config = Files.writeString(directory.resolve("frr.conf"), RoutedHost.sample("frr.conf"));
        Command.Outcome loaded = vtysh("-f", config.toString());
        assertThat(loaded.errors() + loaded.output()).doesNotContain("Unknown command");
    }

    private static Command.Outcome vtysh(String... words) {
        List<String> line = new ArrayList<>(List.of("vtysh", "-N", SPACE));
        line.addAll(List.of(words));
        return Command.of(line).run();
    }

    private String list() {
        return host.baro("route", "list", "--frr", SPACE).succeed();
    }
}
