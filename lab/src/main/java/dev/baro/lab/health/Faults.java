// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.health.Layer;
import dev.baro.core.health.Verdict;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Topology;
import java.util.List;

/// Every fault that can affect a server reached by a mark, applied to one such server.
final class Faults {
    private static final String TABLE = "lab_fault";
    private static final String TARGET_V4 = "10.10.10.2";
    private static final String TARGET_V6 = "2001:db8:10:10::2";

    /// Rules like those of firewalld for IPv6, for which Linux has no `rp_filter`. They run after the agent's
    /// rule and before routing.
    private static final String STRICT_V6 = """
            chain c {
              type filter hook prerouting priority raw + 10
              icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
              meta nfproto ipv6 fib saddr . iif oif missing drop
            }
            """;

    private final Lab lab;
    private final TargetServices services;
    private final Namespace target;
    private final Namespace router;
    private final Namespace core;

    private Faults(Lab lab, TargetServices services) {
        this.lab = lab;
        this.services = services;
        this.target = lab.host(HealthTopology.TARGET);
        this.router = lab.host(HealthTopology.ROUTER);
        this.core = lab.host(HealthTopology.CORE);
    }

    static List<Fault> of(Lab lab, TargetServices services) {
        return new Faults(lab, services).all();
    }

    /// A router on the way to the target re-marks the packets for the target.
    static Fault bleached(Lab lab) {
        Namespace core = lab.host(HealthTopology.CORE);
        return new Fault(
                "mark bleached",
                Verdict.MARK_LOST,
                Layer.L3,
                () -> load(core, "inet", toTarget("", 0)),
                () -> unload(core, "inet"));
    }

    /// The two faults that make the server send "port unreachable" are far apart in this list, because the
    /// server's kernel sends each peer six of these errors in a burst and then one a second (icmp_ratelimit).
    private List<Fault> all() {
        return List.of(
                new Fault(
                        "service bound to the real address only",
                        Verdict.NOT_LISTENING,
                        Layer.L4,
                        services::leaveTheVips,
                        services::backToTheVips),
                bleached(lab),
                new Fault(
                        "re-marked onto another VIP",
                        Verdict.MARK_CHANGED,
                        Layer.L3,
                        () -> load(core, "inet", toTarget("10", 12)),
                        () -> unload(core, "inet")),
                new Fault(
                        "agent's rule removed",
                        Verdict.MARK_LOST,
                        Layer.L3,
                        () -> target.command("nft", "delete", "table", "inet", "baro")
                                .succeed(),
                        () -> lab.applyAgent(services.web())),
                new Fault(
                        "VIP removed", Verdict.VIP_SILENT, Layer.L3, () -> vips("del", ""), () -> vips("add", "nodad")),
                new Fault("rp_filter strict", Verdict.VIP_SILENT, Layer.L3, this::filterStrictly, this::filterNot),
                new Fault("service stopped", Verdict.NOT_LISTENING, Layer.L4, services::stop, services::startAgain),
                new Fault("server link down", Verdict.SERVER_DOWN, Layer.L3, () -> link("down"), () -> link("up")),
                new Fault(
                        "return path drops the VIP",
                        Verdict.VIP_SILENT,
                        Layer.L3,
                        () -> load(router, "netdev", fromVip()),
                        () -> unload(router, "netdev")));
    }

    /// @param only the mark that is changed; empty for every mark
    private static String toTarget(String only, int dscp) {
        String v4 = only.isEmpty() ? "" : " ip dscp " + only;
        String v6 = only.isEmpty() ? "" : " ip6 dscp " + only;
        return """
                chain c {
                  type filter hook postrouting priority mangle
                  ip daddr %1$s%2$s ip dscp set %3$d
                  ip6 daddr %4$s%5$s ip6 dscp set %3$d
                }
                """.formatted(TARGET_V4, v4, dscp, TARGET_V6, v6);
    }

    private static String fromVip() {
        return """
                chain c {
                  type filter hook ingress devices = { "%s", "%s" } priority 0
                  ip saddr %s drop
                  ip6 saddr %s drop
                }
                """.formatted(HealthTopology.TARGET, HealthTopology.TARGET_BACK, Topology.VIP, HealthTopology.VIP_V6);
    }

    private void vips(String verb, String flag) {
        target.command("sh", "-e")
                .withInput("""
                        ip addr %1$s %2$s/32 dev lo
                        ip addr %1$s %3$s/128 dev lo %4$s
                        """.formatted(verb, Topology.VIP, HealthTopology.VIP_V6, flag))
                .succeed();
    }

    /// Packets for a VIP arrive through one link and would be answered through the other link, so the
    /// strict filter drops them.
    private void filterStrictly() {
        filter(1);
        load(target, "inet", STRICT_V6);
    }

    private void filterNot() {
        filter(0);
        unload(target, "inet");
    }

    private void filter(int mode) {
        target.command("sysctl", "-q", "-w", "net.ipv4.conf.all.rp_filter=" + mode)
                .succeed();
    }

    private void link(String upOrDown) {
        router.command("ip", "link", "set", HealthTopology.TARGET, upOrDown).succeed();
    }

    private static void load(Namespace host, String family, String chain) {
        host.command("nft", "-f", "-")
                .withInput("table " + family + " " + TABLE + " {\n" + chain + "}\n")
                .succeed();
    }

    private static void unload(Namespace host, String family) {
        host.command("nft", "delete", "table", family, TABLE).succeed();
    }
}
