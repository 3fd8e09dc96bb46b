// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.Json;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.peer.Invited;
import dev.baro.core.peer.PeerList;
import dev.baro.core.peer.SavedPeers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real daemon with a recording kernel half whose peers are not there, or that has none yet.
@Tag("faults")
@Timeout(120)
class ClusterMemberTest {
    /// Of no interface: nothing can listen there.
    private static final String NOWHERE = "192.0.2.99";

    private static final String TWO_PORTS =
            Configs.STORE_YAML.replace("http: {port: 80}", "http: {port: 80}\n      alt: {port: 8080}");

    private final RecordingForwarding forwarding = new RecordingForwarding();
    private Path directory;
    private Path file;
    private Path socket;
    private Path cluster;
    private @Nullable Daemon daemon;

    @BeforeEach
    void write(@TempDir Path temporary) throws IOException {
        directory = temporary;
        file = Files.writeString(directory.resolve("baro.yaml"), Configs.STORE_YAML);
        socket = directory.resolve("baro.sock");
        cluster = directory.resolve("state/peers/cluster.json");
    }

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
        }
    }

    @Test
    void aWrongFirstAddressCanBeReplaced() throws IOException {
        start();

        assertThat(invite(NOWHERE).body()).contains("nothing can listen at " + NOWHERE);
        RawHttp right = invite("127.0.0.1");

        assertThat(right.status()).as(right.body()).isEqualTo(200);
        assertThat(Json.read(right.body(), Invited.class).line()).contains("127.0.0.1");
        assertThat(peers().differences()).isEmpty();
    }

    /// The daemon goes on meanwhile.
    @Test
    void anInvitationAfterTheFilesWereDeletedMakesAnotherSecret() throws IOException {
        start();
        assertThat(invite("127.0.0.1").status()).isEqualTo(200);
        SavedPeers before = saved();
        Files.delete(cluster);

        RawHttp again = invite("127.0.0.1");

        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(saved().secret()).isNotEqualTo(before.secret());
        assertThat(invite("").status()).isEqualTo(200);
        assertThat(saved().secret()).isNotEqualTo(before.secret());
    }

    @Test
    void peersThatCannotBeReachedAreNotForgotten() throws IOException {
        keep(Json.write(new SavedPeers(
                SavedPeers.FORM,
                "lb-a1",
                NOWHERE,
                "5e".repeat(32),
                "00".repeat(16),
                List.of(new SavedPeers.SavedPeer("lb-a2", "192.0.2.98", "ab".repeat(32))),
                List.of())));
        start();

        ProblemDetail refused = refused(apply(TWO_PORTS));

        assertThat(refused.type()).isEqualTo(ProblemDetail.PEER_SILENT);
        assertThat(refused.detail()).isEqualTo("lb-a2 is not reached");
        assertThat(peers().peers()).extracting(PeerList.Peer::state).containsExactly("silent");
        assertThat(RawHttp.get(socket, "/v1/config").body()).doesNotContain("8080");
        assertThat(RawHttp.delete(socket, "/v1/peers/lb-a2").status()).isEqualTo(200);
        assertThat(saved().peers()).isEmpty();
    }

    @Test
    void anApplyToAllIsRefusedWhereItIsNotKnownWhoAllAre() throws IOException {
        keep("{");
        start();

        ProblemDetail refused = refused(apply(TWO_PORTS));

        assertThat(refused.title()).isEqualTo("the peers are not known");
        assertThat(refused.detail()).contains("cluster.json");
        assertThat(file).hasContent(Configs.STORE_YAML);
    }

    /// Otherwise the next change of health would put it in force after it was refused.
    @Test
    void aConfigurationThatTheKernelDoesNotTakeIsForgotten() throws IOException {
        start();
        forwarding.refusal = "no memory";

        ProblemDetail refused = refused(apply(TWO_PORTS));

        assertThat(refused.detail()).contains("no memory");
        assertThat(file).hasContent(Configs.STORE_YAML);
        assertThat(RawHttp.get(socket, "/v1/config").body()).doesNotContain("8080");
    }

    private void start() {
        daemon = Daemon.start(
                new Settings(file, "", List.of(), "test", socket, directory.resolve("state")), _ -> forwarding);
    }

    private void keep(String text) throws IOException {
        Files.createDirectories(cluster.getParent());
        Files.writeString(cluster, text);
    }

    private RawHttp invite(String address) throws IOException {
        return RawHttp.post(socket, "/v1/peers/invitation" + (address.isEmpty() ? "" : "?address=" + address), "");
    }

    private RawHttp apply(String text) throws IOException {
        return RawHttp.post(socket, "/v1/peers/apply?name=baro.yaml&watch=false", text);
    }

    private PeerList peers() throws IOException {
        return Json.read(RawHttp.get(socket, "/v1/peers").body(), PeerList.class);
    }

    private SavedPeers saved() throws IOException {
        return Json.read(Files.readString(cluster), SavedPeers.class);
    }

    private static ProblemDetail refused(RawHttp answer) {
        assertThat(answer.status()).as(answer.body()).isGreaterThan(399);
        return Json.read(answer.body(), ProblemDetail.class);
    }
}
