// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.PacketsTopology;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.util.List;

/// Behind a narrow link, the router's "too big" error to the VIP reaches exactly the server whose packet was
/// too big. The control shows that transfers fail if this error is lost.
record PathMtuLearnt(TestVip vip) implements Proof {
    static final String FILE = "300k";
    static final int FILE_BYTES = 300_000;
    static final String CLOSING = """
            header = "Connection: close"
            """;

    private static final int SECONDS = 3;

    private static final int NARROW_MTU = 1300;
    private static final String WITHOUT_ERRORS = """
            table inet lab_mtu {
              chain in {
                type filter hook prerouting priority -450;
                icmp type destination-unreachable drop
                icmpv6 type packet-too-big drop
              }
            }
            """;

    @Override
    public String name() {
        return "path MTU IPv" + vip.version();
    }

    @Override
    public String expected() {
        return "behind a link of MTU 1300: 6 of 6 downloads within 3 s and 6 servers know the MTU; with the ICMP errors"
                + " dropped on their way: none and none";
    }

    @Override
    public Finding prove(Lab lab) {
        Namespace isp = lab.host(PacketsTopology.ISP);
        setMtu(isp, Topology.CLIENT, NARROW_MTU);
        try {
            lab.edge().command("nft", "-f", "-").withInput(WITHOUT_ERRORS).succeed();
            long stalled = downloads().completed(lab, FILE_BYTES, SECONDS);
            long unknown = learnt(lab);
            lab.edge().command("nft", "delete", "table", "inet", "lab_mtu").succeed();
            long completed = downloads().completed(lab, FILE_BYTES, SECONDS);
            long learnt = learnt(lab);
            return new Finding(
                    completed == vip.servers().size() && learnt == vip.servers().size() && stalled == 0 && unknown == 0,
                    completed + " of " + vip.servers().size() + " downloads of " + FILE_BYTES + " bytes within 3 s, "
                            + learnt + " servers learnt MTU " + NARROW_MTU + "; with the ICMP errors dropped " + stalled
                            + " and " + unknown);
        } finally {
            setMtu(isp, Topology.CLIENT, 1500);
            Together.map(
                    lab.webServers(),
                    server -> server.namespace()
                            .command("ip", "-" + vip.version(), "route", "flush", "cache")
                            .succeed());
        }
    }

    static void setMtu(Namespace router, String port, int mtu) {
        router.command("ip", "link", "set", port, "mtu", Integer.toString(mtu)).succeed();
    }

    private Transfers downloads() {
        return new Transfers(vip, FILE, CLOSING, "size_download");
    }

    private long learnt(Lab lab) {
        List<String> routes = Together.map(
                lab.webServers(),
                server -> server.namespace()
                        .command("ip", "route", "get", vip.client())
                        .succeed());
        return routes.stream()
                .filter(route -> route.contains("mtu " + NARROW_MTU))
                .count();
    }
}
