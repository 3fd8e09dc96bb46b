// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.network.Together;
import dev.baro.lab.proof.Proof;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All fragments of a datagram go to the same server, whatever its method.
record FragmentsTogether(TestVip vip) implements Proof {
    private static final int BYTES = 4000;
    /// A datagram of 4,008 bytes is sent in fragments of 1,480 or 1,448 bytes.
    private static final long LATER_FRAGMENTS = 2;

    private static final JsonMapper JSON = new JsonMapper();

    /// Counts packets on the server before it reassembles fragments.
    private static final String METER = """
            table inet lab_fragments {
              counter later4 { packets 0 bytes 0 }
              counter later6 { packets 0 bytes 0 }
              chain in {
                type filter hook prerouting priority -500;
                ip frag-off & 0x1fff != 0 counter name later4
                frag frag-off > 0 counter name later6
              }
            }
            """;

    static Namespace installMeter(Namespace server) {
        server.command("nft", "-f", "-").withInput(METER).succeed();
        return server;
    }

    @Override
    public String name() {
        return "fragments IPv" + vip.version();
    }

    @Override
    public String expected() {
        return "6 of 6 UDP datagrams of 4000 bytes answered, one by each server, which got both later fragments";
    }

    @Override
    public Finding prove(Lab lab) {
        List<Long> before = Together.map(lab.webServers(), server -> later(server.namespace()));
        String answered = lab.launcher()
                .in(
                        lab.client(),
                        "lab",
                        "udp-ask",
                        vip.address(),
                        Integer.toString(TestVip.ECHO),
                        Integer.toString(vip.servers().size()),
                        Integer.toString(BYTES))
                .succeed()
                .strip();
        List<Long> after = Together.map(lab.webServers(), server -> later(server.namespace()));
        List<Long> counted = IntStream.range(0, after.size())
                .mapToObj(i -> after.get(i) - before.get(i))
                .toList();
        boolean ok = answered.equals(Integer.toString(vip.servers().size()))
                && counted.stream().allMatch(count -> count == LATER_FRAGMENTS);
        return new Finding(
                ok,
                answered + " of " + vip.servers().size() + " UDP datagrams of " + BYTES
                        + " bytes answered; later fragments at the servers: " + counted);
    }

    private long later(Namespace server) {
        String text = server.command("nft", "-j", "list", "counter", "inet", "lab_fragments", "later" + vip.version())
                .succeed();
        for (JsonNode item : JSON.readTree(text).path("nftables")) {
            if (item.path("counter").isObject()) {
                return item.path("counter").path("packets").asLong();
            }
        }
        throw new LabException("no counter of fragments in " + server.name());
    }
}
