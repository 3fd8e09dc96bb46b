// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashKeyTest {
    @Test
    void isTheSameForTheSameSecretOnly() {
        assertThat(key("the secret of a cluster")).isEqualTo(key("the secret of a cluster"));
        assertThat(key("the secret of a cluster")).isNotEqualTo(key("the secret of another"));
        assertThat(HashKey.random()).isNotEqualTo(HashKey.random());
    }

    @Test
    void tellsNobodyWhatItIs() {
        assertThat(key("the secret of a cluster")).hasToString("HashKey[]");
    }

    @Test
    @NeedsRoot
    void balancersWithOneSecretSendAFlowToTheSameServer() {
        List<String> first = servers("one", key("the secret of a cluster"));

        assertThat(servers("two", key("the secret of a cluster"))).isEqualTo(first);
        assertThat(servers("three", key("the secret of another"))).isNotEqualTo(first);
    }

    /// Of flows in their middle that this balancer has not seen before, by hash and by round robin.
    private static List<String> servers(String balancer, HashKey key) {
        try (PacketPath path =
                PacketPath.open(balancer + "-" + ProcessHandle.current().pid(), 1024, key)) {
            path.apply(
                    PacketPath.service(Protocol.TCP, 80, SlotChoice.HASH, 6),
                    PacketPath.service(Protocol.TCP, 443, SlotChoice.NEXT, 6));
            List<String> servers = new ArrayList<>();
            for (int flow = 0; flow < 100; flow++) {
                Frame frame = Frame.tcp(Frame.ACK).from("203.0.113.9", 10_000 + flow);
                servers.add(path.destinationOf(frame));
                servers.add(path.destinationOf(frame.to(PacketPath.VIP, 443)));
            }
            return servers;
        }
    }

    private static HashKey key(String secret) {
        return HashKey.of(secret.getBytes(StandardCharsets.US_ASCII));
    }
}
