// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A VIP of the scenario `packets`, as defined in packets.yaml.
///
/// @param name    the name of the VIP's method, or `mixed`
/// @param version the IP version, 4 or 6
/// @param servers the names of its real servers, in order
public record TestVip(String name, int version, String address, int dscp, List<String> servers) {
    public static final int HTTP = 80;
    public static final int ECHO = 9000;

    private static final List<String> MARKED = List.of("web-a01", "web-a02");
    private static final List<String> TUNNELLED = List.of("web-a03", "web-a04");
    private static final List<String> LOCAL = List.of("web-l01", "web-l02");
    private static final List<String> EVERY =
            Stream.of(MARKED, TUNNELLED, LOCAL).flatMap(List::stream).toList();

    public static final TestVip MIXED_V4 = new TestVip("mixed", 4, "211.115.115.113", 23, EVERY);
    public static final TestVip MIXED_V6 = new TestVip("mixed", 6, "2001:db8:115::113", 23, EVERY);
    public static final TestVip IPIP_V4 = new TestVip("ipip", 4, "211.115.115.111", 15, TUNNELLED);
    public static final TestVip IPIP_V6 = new TestVip("ipip", 6, "2001:db8:115::111", 15, TUNNELLED);
    public static final TestVip MAC_V4 = new TestVip("mac", 4, "211.115.115.112", 19, LOCAL);
    public static final TestVip MAC_V6 = new TestVip("mac", 6, "2001:db8:115::112", 19, LOCAL);
    public static final List<TestVip> ALL = List.of(
            new TestVip("dscp", 4, "211.115.115.110", 11, MARKED),
            new TestVip("dscp", 6, "2001:db8:115::110", 11, MARKED),
            IPIP_V4,
            IPIP_V6,
            MAC_V4,
            MAC_V6,
            MIXED_V4,
            MIXED_V6);

    public TestVip {
        servers = List.copyOf(servers);
    }

    /// The method by which packets reach a server.
    public static String methodOf(String server) {
        if (MARKED.contains(server)) {
            return "dscp";
        }
        return TUNNELLED.contains(server) ? "ipip" : "mac";
    }

    /// The address as written in a URL.
    public String url() {
        return "http://" + (version == 6 ? "[" + address + "]" : address) + "/";
    }

    public String client() {
        return version == 6 ? PacketsTopology.CLIENT_V6 : PacketsTopology.CLIENT_V4;
    }

    /// A server's own address, of the VIP's IP version.
    public String address(Topology.RealServer server) {
        return version == 6 ? PacketsTopology.addressV6(server) : server.address();
    }

    /// The option that a server needs for this VIP, in the form of `baro agent apply --vip`.
    public Optional<String> agentWords(String server) {
        if (!servers.contains(server)) {
            return Optional.empty();
        }
        String method = methodOf(server);
        return Optional.of(address + "=" + (method.equals("dscp") ? dscp + ":" + HTTP + "," + ECHO : method));
    }
}
