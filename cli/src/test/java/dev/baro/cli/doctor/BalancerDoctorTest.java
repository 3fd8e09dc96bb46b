// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.doctor.BalancerFacts.Hop;
import dev.baro.cli.doctor.BalancerFacts.Kernel;
import dev.baro.cli.doctor.BalancerFacts.Port;
import dev.baro.core.api.Status;
import dev.baro.core.doctor.Finding;
import dev.baro.core.doctor.Finding.Level;
import dev.baro.core.doctor.XdpHolder;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.route.RouteList.WithExports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One fact spoilt, one problem found: every check by itself.
class BalancerDoctorTest {
    private static final Port PORT = new Port("eth0", true, true, "baro", true, false, 1500);

    /// The facts of a balancer without a problem.
    private static final class Healthy {
        private final List<String> problems = new ArrayList<>();
        private Optional<Status> daemon = Optional.of(status(""));
        private Port port = PORT;
        private XdpHolder holder = XdpHolder.NETLINK;
        private Namespace namespace = Namespace.OWN;
        private Hop hop =
                new Hop("web-a01", "10.10.10.1", 24, ForwardingMethod.DSCP, Hop.Way.OPEN, "eth0", "10.10.0.1", 1500);
        private Hop tunnel =
                new Hop("web-a02", "2001:db8::2", 0, ForwardingMethod.IPIP, Hop.Way.OPEN, "eth1", "2001:db8::1", 1540);
        private Optional<WithExports> routes = Optional.of(ExportedRoutes.of("BIRD", "203.0.113.100/32"));
        private Kernel kernel = new Kernel("6.1.0-18-amd64", true, true, true, true, true, 4_000_000, 8_000_000);

        private Optional<ApiCertificate.Served> api = served(Duration.ofDays(60));

        private BalancerFacts facts() {
            return new BalancerFacts(
                    "/etc/baro/baro.yaml",
                    problems,
                    daemon,
                    port.name().isEmpty() ? List.of() : List.of(port),
                    List.of(hop, tunnel),
                    Map.of("eth0", holder),
                    routes,
                    namespace,
                    kernel,
                    api);
        }
    }

    /// @param fix a command, or what a person has to do where no command is certain
    record Case(Consumer<Healthy> spoil, Level level, String check, String what, String fix) {
        @Override
        public String toString() {
            return check + ": " + what;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(host(), daemons(), ofTheApi(), interfaces(), programs(), nextHops(), routes())
                .flatMap(s -> s);
    }

    private static Stream<Case> host() {
        return Stream.of(
                fail(
                        h -> h.problems.addAll(List.of("dscp 64 is out of range", "unknown key 'x'")),
                        "config",
                        "/etc/baro/baro.yaml: dscp 64 is out of range and 1 more",
                        "baro check /etc/baro/baro.yaml"),
                fail(
                        h -> h.port = new Port("", false, false, "", false, false, 0),
                        "config",
                        "/etc/baro/baro.yaml does not specify the interfaces of this host",
                        "use baro doctor --interface IF, or give a balancer this host's name"),
                fail(
                        h -> h.kernel = new Kernel("5.10.0-28-amd64", true, true, true, true, true, 1, 1),
                        "kernel",
                        "kernel 5.10.0-28-amd64 is older than 6.1",
                        "install a newer kernel"),
                fail(
                        h -> h.kernel = new Kernel("6.1.0", false, true, true, true, true, 1, 1),
                        "kernel",
                        "kernel 6.1.0 has no type information (no /sys/kernel/btf/vmlinux)",
                        "use a kernel with CONFIG_DEBUG_INFO_BTF; every distribution provides one"),
                warn(
                        h -> h.kernel = new Kernel("6.1.0", true, false, true, true, true, 1, 1),
                        "bpf-jit",
                        "bpf_jit_enable is 0",
                        "sysctl -w net.core.bpf_jit_enable=1"),
                fail(
                        h -> h.kernel = new Kernel("6.1.0", true, true, false, true, true, 1, 1),
                        "bpf-fs",
                        "no BPF file system on /sys/fs/bpf",
                        "mount -t bpf bpf /sys/fs/bpf"),
                warn(
                        h -> h.kernel = new Kernel("6.1.0", true, true, true, true, true, 100_000, 8_000_000),
                        "memory",
                        "97 of 7812 MiB available",
                        "find the processes that use it: ps axo rss,args --sort=-rss | head"),
                fail(
                        h -> h.kernel = new Kernel("6.1.0", true, true, true, true, false, 1, 1),
                        "routing",
                        "net.ipv6.conf.all.forwarding is off",
                        "sysctl -w net.ipv6.conf.all.forwarding=1"),
                fail(
                        h -> h.kernel = new Kernel("6.1.0", true, true, true, false, true, 1, 1),
                        "routing",
                        "net.ipv4.ip_forward is off",
                        "sysctl -w net.ipv4.ip_forward=1"),
                fail(
                        h -> h.daemon = Optional.empty(),
                        "daemon",
                        "no daemon answers",
                        "start it, such as: systemctl start baro"),
                fail(
                        h -> h.daemon = Optional.of(status("map is full")),
                        "daemon",
                        "the newest configuration is not in force: map is full",
                        "baro apply"));
    }

    private static Stream<Case> daemons() {
        return Stream.of(
                warn(
                        h -> h.daemon = Optional.of(status("", List.of("web-a01 is down for store http"), "up")),
                        "problems",
                        "web-a01 is down for store http",
                        "baro status"),
                fail(
                        h -> h.daemon = Optional.of(status("", List.of(), "down")),
                        "problems",
                        "no real server gets sessions of store http",
                        "baro server list"),
                new Case(
                        h -> h.namespace = new Namespace("net:[1]", ""),
                        Level.NOT_LOOKED_AT,
                        "namespace",
                        "not checked: interfaces, XDP programs and routes of the daemon, which is in network"
                                + " namespace net:[1]",
                        "as root, on the host of the daemon's process: nsenter --net=/proc/PID/ns/net baro doctor"));
    }

    private static Stream<Case> routes() {
        return Stream.of(
                fail(
                        h -> h.routes = Optional.of(ExportedRoutes.of("BIRD", "198.51.100.1/32")),
                        "route",
                        "BIRD gives 203.0.113.100/32 of store to no router",
                        "birdc show protocols all"),
                new Case(
                        h -> h.routes = Optional.of(ExportedRoutes.of("", "")),
                        Level.NOT_LOOKED_AT,
                        "route",
                        "not checked: which routers receive 1 route",
                        "baro route list --help"));
    }

    private static Stream<Case> programs() {
        return Stream.of(
                fail(
                        h -> h.holder = new XdpHolder(
                                9, true, List.of("4711 (java)"), List.of("/sys/fs/bpf/baro/blue/link-native-2-eth0")),
                        "xdp",
                        "eth0 forwards for instance blue, process 4711 (java), not for instance main",
                        "choose another interface for main, or stop the daemon of instance blue and type:"
                                + " baro run --detach --instance blue"),
                fail(
                        h -> {
                            h.port = new Port("eth0", true, true, "xdp_pass", true, false, 1500);
                            h.holder = new XdpHolder(5, true, List.of("4711 (katran)"), List.of());
                        },
                        "xdp",
                        "eth0 has an XDP program of another owner, xdp_pass, held by link 5 of process 4711 (katran)",
                        "bpftool link detach id 5"),
                fail(
                        h -> {
                            h.port = new Port("eth0", true, true, "xdp_pass", false, false, 1500);
                            h.holder = XdpHolder.UNKNOWN;
                        },
                        "xdp",
                        "eth0 has an XDP program of another owner, xdp_pass",
                        "type: ip link set dev eth0 xdpgeneric off; if it reports an active link, install bpftool and"
                                + " type: bpftool -f link show, then: bpftool link detach id ID; the daemon then"
                                + " attaches its program within 2 s"),
                fail(
                        h -> h.port = new Port("eth0", true, true, "baro_decap", true, false, 1500),
                        "xdp",
                        "eth0 has the program of this host's baro agent, which decapsulates tunnel packets",
                        "choose another interface, or type: baro agent undo"));
    }

    private static Stream<Case> interfaces() {
        return Stream.of(
                fail(
                        h -> h.port = new Port("eth0", true, false, "baro", true, false, 1500),
                        "interface",
                        "eth0 is down",
                        "ip link set dev eth0 up"),
                fail(
                        h -> h.port = new Port("eth9", false, false, "", false, false, 0),
                        "interface",
                        "there is no interface eth9",
                        "correct interfaces: of this balancer in the configuration"),
                fail(
                        h -> h.port = new Port("eth0", true, true, "", false, false, 1500),
                        "xdp",
                        "no XDP program on eth0",
                        "the daemon attaches it within 2 s; check again"),
                fail(
                        h -> h.port = new Port("eth0", true, true, "xdp_pass", true, false, 1500),
                        "xdp",
                        "eth0 has an XDP program of another owner, xdp_pass",
                        "ip link set dev eth0 xdp off"),
                warn(
                        h -> h.port = new Port("eth0", true, true, "baro", false, false, 1500),
                        "xdp",
                        "eth0 runs the program in generic mode",
                        "use a driver with XDP, or fewer queues or a smaller MTU if the driver requires it"),
                fail(
                        h -> h.port = new Port("eth0", true, true, "baro", true, true, 1500),
                        "lro",
                        "eth0 merges received packets (LRO)",
                        "ethtool -K eth0 lro off"),
                warn(
                        h -> h.port = new Port("eth0", true, true, "baro", true, false, 1400),
                        "mtu",
                        "eth0 has MTU 1400",
                        "ip link set dev eth0 mtu 1500"));
    }

    private static Stream<Case> nextHops() {
        return Stream.of(
                fail(
                        h -> h.hop = hop(Hop.Way.NO_ROUTE, ForwardingMethod.DSCP),
                        "next-hop",
                        "no route to web-a01 10.10.10.1",
                        "ip route add 10.10.10.1 via ROUTER"),
                fail(
                        h -> h.hop = hop(Hop.Way.LOCAL, ForwardingMethod.DSCP),
                        "next-hop",
                        "web-a01 10.10.10.1 is an address of this balancer",
                        "ip address delete 10.10.10.1/24 dev eth0"),
                fail(
                        h -> h.hop = hop(Hop.Way.SILENT, ForwardingMethod.DSCP),
                        "next-hop",
                        "web-a01 10.10.10.1: the router 10.10.0.1 does not answer on eth0",
                        "check the cable, the VLAN and the neighbour"),
                fail(
                        h -> h.hop = hop(Hop.Way.OPEN, ForwardingMethod.MAC),
                        "next-hop",
                        "web-a01 has method mac but is behind the router 10.10.0.1",
                        "give it method dscp or ipip"),
                warn(
                        h -> h.hop = hop(Hop.Way.OPEN, ForwardingMethod.IPIP),
                        "tunnel-mtu",
                        "eth0 has MTU 1500 on the way to web-a01",
                        "ip link set dev eth0 mtu 1520"),
                warn(
                        h -> h.tunnel = new Hop(
                                "web-a02", "2001:db8::2", 0, ForwardingMethod.IPIP, Hop.Way.OPEN, "eth1", "", 1520),
                        "tunnel-mtu",
                        "eth1 has MTU 1520 on the way to web-a02",
                        "ip link set dev eth1 mtu 1540"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSpoiltFactIsNamedWithItsFix(Case spoilt) {
        Healthy balancer = new Healthy();
        spoilt.spoil().accept(balancer);

        assertThat(BalancerDoctor.examine(balancer.facts()).findings()).anySatisfy(f -> {
            assertThat(f.check()).isEqualTo(spoilt.check());
            assertThat(f.level()).isEqualTo(spoilt.level());
            assertThat(f.what()).isEqualTo(spoilt.what());
            assertThat(f.fix().isEmpty() ? f.advice() : f.fix()).isEqualTo(spoilt.fix());
            assertThat(f.cause()).isNotEmpty();
        });
    }

    @Test
    void aHealthyBalancerIsFineInEveryCheck() {
        assertThat(BalancerDoctor.examine(new Healthy().facts()).findings())
                .allMatch(Finding::isOk)
                .extracting(Finding::check)
                .hasSameSizeAs(BalancerDoctor.CHECKS);
    }

    @Test
    void whatCannotBeSeenIsNotJudged() {
        Healthy balancer = new Healthy();
        balancer.namespace = new Namespace("net:[1]", "");

        assertThat(BalancerDoctor.examine(balancer.facts()).findings())
                .extracting(Finding::check)
                .doesNotContain("interface", "xdp", "lro", "mtu", "routing", "next-hop", "tunnel-mtu");
    }

    @Test
    void everyCheckHasAProblemHere() {
        assertThat(BalancerDoctor.CHECKS)
                .extracting(BalancerCheck::name)
                .allMatch(name -> cases().anyMatch(c -> c.check().equals(name)));
    }

    @Test
    void everyCheckHasALineInTheReference() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/doctor.md"));
        String ofBalancers = page.substring(page.indexOf("## On a balancer"));

        assertThat(BalancerDoctor.CHECKS)
                .extracting(BalancerCheck::name)
                .allMatch(name -> ofBalancers.contains("\n| `" + name + "` |"));
    }

    private static Stream<Case> ofTheApi() {
        return Stream.of(
                warn(
                        h -> h.api = served(Duration.ofDays(3)),
                        "api-certificate",
                        "/etc/baro/api.pem ends in 3 days",
                        "renew /etc/baro/api.pem, and type: baro apply"),
                fail(
                        h -> h.api = served(Duration.ofDays(-5)),
                        "api-certificate",
                        "/etc/baro/api.pem expired 5 days ago",
                        "renew /etc/baro/api.pem, and type: baro apply"));
    }

    private static Optional<ApiCertificate.Served> served(Duration left) {
        return Optional.of(new ApiCertificate.Served("/etc/baro/api.pem", left, ""));
    }

    private static Hop hop(Hop.Way way, ForwardingMethod method) {
        return new Hop("web-a01", "10.10.10.1", 24, method, way, "eth0", "10.10.0.1", 1500);
    }

    private static Status status(String failure) {
        return status(failure, List.of(), "up");
    }

    private static Status status(String failure, List<String> problems, String health) {
        Status.ServerStatus server =
                new Status.ServerStatus("web-a01", "a", "10.10.10.1", "enabled", 1, 0, 0, 0, 0, health, "healthy");
        int usable = server.takesNewSessions() ? 1 : 0;
        Status.PortStatus http = new Status.PortStatus("http", "tcp", 80, 1, usable, 0, 0, false);
        return new Status(
                "lb-a1",
                "0.1.0",
                "main",
                "2026-03-01T12:00:00Z",
                5,
                new Status.ConfigStatus("/etc/baro/baro.yaml", 3, 3, "2026-03-01T12:00:00Z", failure),
                List.of(new Status.InterfaceStatus("eth0", "native", "")),
                Map.of(),
                List.of(new Status.VipStatus(
                        "store",
                        "203.0.113.10",
                        10,
                        "10",
                        "maglev",
                        List.of(http),
                        1,
                        usable,
                        0,
                        Map.of(),
                        List.of(server))),
                problems,
                List.of(),
                Status.RepairStatus.NONE,
                Status.ProcessStatus.UNKNOWN,
                Status.IdleStatus.UNKNOWN);
    }

    private static Case fail(Consumer<Healthy> spoil, String check, String what, String fix) {
        return new Case(spoil, Level.FAIL, check, what, fix);
    }

    private static Case warn(Consumer<Healthy> spoil, String check, String what, String fix) {
        return new Case(spoil, Level.WARN, check, what, fix);
    }
}
