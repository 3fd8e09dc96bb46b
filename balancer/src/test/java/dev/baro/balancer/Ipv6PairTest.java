// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.Json;
import dev.baro.core.peer.AppliedAll;
import dev.baro.core.peer.Invited;
import dev.baro.core.peer.PeerList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two real daemons on hosts without IPv4 become a pair, and are one again after the link between them was cut.
@Tag("faults")
@Timeout(180)
class Ipv6PairTest {
    private static final String BALANCERS = """
            version: 1
            balancers:
              lb-a1: {address: "fd00:10::11", interfaces: [eth0]}
              lb-a2: {address: "fd00:10::12", interfaces: [eth0]}
            """;
    private static final String SHOP = """
            servers:
              web-1: {address: "fd00:10::21"}
            vips:
              shop:
                address: "2001:db8::100"
                dscp: 10
                servers: [web-1]
                ports:
                  http: {port: 80}
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void becomesAPairAndIsOneAgainAfterACut(@TempDir Path directory) throws IOException {
        Path at1 = Files.createDirectory(directory.resolve("lb-a1"));
        Path at2 = Files.createDirectory(directory.resolve("lb-a2"));
        Files.writeString(at1.resolve("baro.yaml"), BALANCERS);
        Files.writeString(at2.resolve("baro.yaml"), BALANCERS);
        try (PairNetwork network = PairNetwork.createIpv6();
                DaemonProcess first = DaemonProcess.startAs("lb-a1", PairNetwork.FIRST, at1);
                DaemonProcess second = DaemonProcess.startAs("lb-a2", PairNetwork.SECOND, at2)) {
            String line = Json.read(
                            RawHttp.post(socket(at1), "/v1/peers/invitation", "")
                                    .body(),
                            Invited.class)
                    .line();
            assertThat(RawHttp.post(socket(at2), "/v1/peers/join", line).status())
                    .isEqualTo(200);
            awaitPeer(at1, PeerList.Peer::up);
            awaitPeer(at2, PeerList.Peer::up);

            RawHttp answer = RawHttp.post(socket(at1), "/v1/peers/apply?name=baro.yaml&watch=false", BALANCERS + SHOP);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(Json.read(answer.body(), AppliedAll.class).complete()).isTrue();
            assertThat(at2.resolve("baro.yaml")).hasContent(BALANCERS + SHOP);

            network.cut();
            first.await("PEER_SILENT");
            second.await("PEER_SILENT");
            network.join();
            awaitPeer(at1, PeerList.Peer::up);
            awaitPeer(at2, PeerList.Peer::up);
        }
    }

    private static void awaitPeer(Path at, Predicate<PeerList.Peer> as) {
        PeerList _ = Eventually.see(
                PATIENCE,
                () -> peers(at),
                list -> !list.peers().isEmpty() && list.peers().stream().allMatch(as));
    }

    private static PeerList peers(Path at) {
        try {
            return Json.read(RawHttp.get(socket(at), "/v1/peers").body(), PeerList.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path socket(Path at) {
        return at.resolve("baro.sock");
    }
}
