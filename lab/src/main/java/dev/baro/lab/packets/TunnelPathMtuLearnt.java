// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.PacketsTopology;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.util.ArrayList;
import java.util.List;

/// Behind a narrow link between the balancer and servers of method `ipip`, uploads succeed because the balancer
/// learns which size fits through its tunnel, and downloads because the servers learn which size fits on the
/// way back. The control shows that transfers fail without this.
record TunnelPathMtuLearnt(TestVip vip) implements Proof {
    /// With a smaller MTU, a packet of 1,280 bytes, which IPv6 clients may always send, would not fit together
    /// with the tunnel's header.
    private static final int NARROW_MTU_V4 = 1300;

    private static final int NARROW_MTU_V6 = 1340;
    private static final int WIDE_MTU = 1600;
    private static final int STALLED_SECONDS = 3;
    private static final int SECONDS = 10;
    private static final String WITHOUT_ERRORS = """
            table inet lab_tunnel_mtu {
              chain out {
                type filter hook output priority 0;
                icmp type destination-unreachable drop
                icmpv6 type packet-too-big drop
              }
            }
            """;

    @Override
    public String name() {
        return "tunnel path MTU IPv" + vip.version();
    }

    @Override
    public String expected() {
        return "behind a link of MTU " + narrow()
                + " on the tunnel's way: 2 of 2 uploads and 2 of 2 downloads; with the"
                + " ICMP errors to the balancer dropped: no upload";
    }

    @Override
    public Finding prove(Lab lab) {
        setMtu(lab, narrow());
        try {
            lab.edge().command("nft", "-f", "-").withInput(WITHOUT_ERRORS).succeed();
            long stalled = uploaded(lab, STALLED_SECONDS);
            lab.edge()
                    .command("nft", "delete", "table", "inet", "lab_tunnel_mtu")
                    .succeed();
            long uploaded = uploaded(lab, SECONDS);
            long downloaded = downloaded(lab);
            int all = vip.servers().size();
            return new Finding(
                    uploaded == all && downloaded == all && stalled == 0,
                    uploaded + " of " + all + " uploads and " + downloaded + " of " + all + " downloads of "
                            + PathMtuLearnt.FILE_BYTES + " bytes by MTU " + narrow() + "; with the ICMP errors dropped "
                            + stalled + " uploads");
        } finally {
            setMtu(lab, WIDE_MTU);
            hosts(lab)
                    .forEach(host -> host.command("ip", "-" + vip.version(), "route", "flush", "cache")
                            .succeed());
        }
    }

    private int narrow() {
        return vip.version() == 6 ? NARROW_MTU_V6 : NARROW_MTU_V4;
    }

    /// Sets the MTU of the interfaces at both ends of the link between the edge and the servers' router.
    private static void setMtu(Lab lab, int mtu) {
        PathMtuLearnt.setMtu(lab.edge(), PacketsTopology.CORE, mtu);
        PathMtuLearnt.setMtu(lab.host(PacketsTopology.CORE), Topology.EDGE, mtu);
    }

    /// All hosts that have learnt a path MTU.
    private static List<Namespace> hosts(Lab lab) {
        List<Namespace> hosts = new ArrayList<>(List.of(lab.client(), lab.host(Topology.BALANCER)));
        lab.webServers().forEach(server -> hosts.add(server.namespace()));
        return hosts;
    }

    private long uploaded(Lab lab, int seconds) {
        // The server answers before it has received everything. If it then closed the connection,
        // curl would stop sending.
        String upload = """
                data-binary = "@%s"
                header = "Expect:"
                """.formatted(file(lab));
        return new Transfers(vip, "", upload, "size_upload").completed(lab, PathMtuLearnt.FILE_BYTES, seconds);
    }

    private long downloaded(Lab lab) {
        return new Transfers(vip, PathMtuLearnt.FILE, PathMtuLearnt.CLOSING, "size_download")
                .completed(lab, PathMtuLearnt.FILE_BYTES, SECONDS);
    }

    private static String file(Lab lab) {
        return lab.names()
                .directory()
                .resolve("www")
                .resolve(PathMtuLearnt.FILE)
                .toString();
    }
}
