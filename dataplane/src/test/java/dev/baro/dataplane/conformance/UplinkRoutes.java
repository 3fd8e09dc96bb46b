// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.forward.ForwarderMaps;
import dev.baro.dataplane.forward.Layout;
import dev.baro.dataplane.kernel.OwnNetwork;
import dev.baro.dataplane.kernel.ThreadNetwork;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Real routes for the real servers of a [Setup] that have several next hops: which of them a flow leaves by,
/// the program asks the kernel. They are in a network namespace that the thread stays in until this is closed.
///
/// Each kind of hop has an interface, which stands for the one that the hop names: the program is told that it
/// is a VLAN interface on that, so that no kernel needs VLANs for this, and frames can leave by the loopback
/// interface, by which those of test runs come in.
final class UplinkRoutes implements AutoCloseable {
    private static final int FIRST_IFINDEX = 11;

    /// What hops on the same interface have in common.
    private record Uplink(Octets own, int mtu, boolean elsewhere, int vlan) {
        static Uplink of(Setup.Hop hop) {
            return new Uplink(hop.own(), hop.mtu(), hop.elsewhere(), hop.vlan());
        }
    }

    private final List<Setup.Server> servers;
    private final List<Uplink> uplinks;
    private final ThreadNetwork network = ThreadNetwork.open();

    private UplinkRoutes(Setup setup) {
        servers = setup.services().stream()
                .flatMap(service -> service.servers().stream())
                .filter(Setup.Server::hasSeveralHops)
                .distinct()
                .toList();
        uplinks = servers.stream()
                .flatMap(server -> server.hops().stream())
                .map(Uplink::of)
                .distinct()
                .toList();
    }

    static UplinkRoutes open(Setup setup) {
        UplinkRoutes routes = new UplinkRoutes(setup);
        try {
            routes.add();
            return routes;
        } catch (IOException e) {
            routes.close();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        network.close();
    }

    void tell(ForwarderMaps maps) {
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < uplinks.size(); i++) {
                Uplink uplink = uplinks.get(i);
                int stands = FIRST_IFINDEX + i;
                int names = uplink.elsewhere ? TestedProgram.ELSEWHERE : TestedProgram.INGRESS;
                maps.map("vlans")
                        .put(arena.allocateFrom(JAVA_INT, stands), arena.allocateFrom(JAVA_INT, names, uplink.vlan));
            }
            BpfMap attachments = maps.map("attachments");
            attachments.put(arena.allocateFrom(JAVA_INT, TestedProgram.ELSEWHERE), arena.allocate(Layout.ATTACHMENT));
        }
    }

    private void add() throws IOException {
        for (String family : List.of("ipv4", "ipv6")) {
            Files.writeString(Path.of("/proc/sys/net", family, "conf/all/forwarding"), "1");
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < uplinks.size(); i++) {
            Uplink uplink = uplinks.get(i);
            words.add("link add up%d index %d address %s mtu %d type veth peer name far%d"
                    .formatted(i, FIRST_IFINDEX + i, mac(uplink.own), uplink.mtu, i));
            words.add("link set up%d up".formatted(i));
            words.add("link set far%d up".formatted(i));
        }
        run("ip", words);
        run("ip", nexthops(true));
        run("ip -6", nexthops(false));
        run("ip", routes());
    }

    /// Objects for the hops of servers on local segments, because `ip` takes no IPv6 route of several
    /// interfaces without routers.
    private List<String> nexthops(boolean v4) {
        List<String> words = new ArrayList<>();
        for (int number = 1; number <= servers.size(); number++) {
            Setup.Server server = servers.get(number - 1);
            if (server.direct() && server.address().isV4() == v4) {
                for (Setup.Hop hop : server.hops()) {
                    int i = uplinks.indexOf(Uplink.of(hop));
                    words.add("nexthop add id %d dev up%d".formatted(nexthop(number, i), i));
                }
            }
        }
        return words;
    }

    private static int nexthop(int server, int uplink) {
        return 100 * server + 1 + uplink;
    }

    private List<String> routes() {
        List<String> words = new ArrayList<>();
        for (int number = 1; number <= servers.size(); number++) {
            Setup.Server server = servers.get(number - 1);
            words.addAll(server.direct() ? onLink(server, number) : behindRouters(server, number));
        }
        return words;
    }

    /// Each hop is another router.
    private List<String> behindRouters(Setup.Server server, int number) {
        List<String> words = new ArrayList<>();
        StringBuilder route = new StringBuilder("route add " + server.address().literal());
        for (Setup.Hop hop : server.hops()) {
            int i = uplinks.indexOf(Uplink.of(hop));
            String router = (server.address().isV4() ? "10.0.%d.%d" : "2001:db8:%d::%d").formatted(1 + i, number);
            words.add(neighbour(router, i, hop));
            route.append(" nexthop via %s dev up%d onlink".formatted(router, i));
        }
        words.add(route.toString());
        return words;
    }

    private List<String> onLink(Setup.Server server, int number) {
        List<String> words = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (Setup.Hop hop : server.hops()) {
            int i = uplinks.indexOf(Uplink.of(hop));
            words.add(neighbour(server.address().literal(), i, hop));
            ids.add(Integer.toString(nexthop(number, i)));
        }
        words.add("nexthop add id %d group %s".formatted(100 * number, String.join("/", ids)));
        words.add("route add %s nhid %d".formatted(server.address().literal(), 100 * number));
        return words;
    }

    private static String neighbour(String address, int uplink, Setup.Hop hop) {
        return "neigh add %s lladdr %s dev up%d nud permanent".formatted(address, mac(hop.mac()), uplink);
    }

    private static String mac(Octets octets) {
        return HexFormat.ofDelimiter(":").formatHex(octets.toArray());
    }

    private static void run(String command, List<String> words) throws IOException {
        Path batch = Files.createTempFile("uplinks", ".ip");
        try {
            Files.write(batch, words);
            String _ = OwnNetwork.command(command + " -batch " + batch);
        } finally {
            Files.delete(batch);
        }
    }
}
