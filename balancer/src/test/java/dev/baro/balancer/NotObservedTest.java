// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.health.ScriptedProbes;
import dev.baro.core.api.Applied;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.api.ServerSummary.ServerUse;
import dev.baro.core.api.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member that no probe observes, or whose port is not probed, is called so wherever the daemon tells of it.
class NotObservedTest {
    private static final String UNOBSERVED = "health: {ping: false}\n"
            + Configs.STORE_YAML.replace("http: {port: 80}", "http: {port: 80}\n      dns: {port: 53, protocol: udp}");
    private static final String UNPROBED =
            Configs.STORE_YAML.replace("http: {port: 80}", "http: {port: 80}\n      log: {port: 514, check: none}");

    private final ScriptedProbes probes = new ScriptedProbes();
    private final RecordingForwarding forwarding = new RecordingForwarding();

    @TempDir
    private Path directory;

    private @Nullable Daemon daemon;

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
        }
    }

    @Test
    void aUdpMemberThatNothingObservesIsNeverHealthy() throws IOException {
        start(UNOBSERVED);

        ServerSummary server = Eventually.see(
                this::server,
                seen -> seen.uses().stream().noneMatch(use -> use.health().equals("unknown")));

        assertThat(server.health()).isEqualTo("not-observed");
        assertThat(server.verdict()).isEqualTo("not-observed");
        assertThat(server.uses())
                .extracting(ServerUse::port, ServerUse::health, ServerUse::verdict)
                .containsExactly(tuple("http", "up", "healthy"), tuple("dns", "not-observed", "not-observed"));
        assertThat(Json.read(body("/v1/servers/store-web-a01"), ServerDetail.class)
                        .targets())
                .filteredOn(target -> target.port().equals("dns"))
                .extracting(ServerDetail.TargetEvidence::verdict)
                .containsExactly("not-observed");
        assertThat(body("/metrics").lines()).contains("baro_members_not_observed 2.0", "baro_members_not_probed 0.0");
        assertThat(Json.read(body("/v1/status"), Status.class).problems()).isEmpty();
    }

    @Test
    void applyingItWarnsWithTheLineToWrite() throws IOException {
        start(UNOBSERVED);

        assertThat(Json.read(RawHttp.post(socket(), "/v1/config/apply", "").body(), Applied.class)
                        .warnings())
                .singleElement()
                .asString()
                .matches("line \\d+: no probe detects that a server of port dns is dead: ping is off, and silence"
                        + " passes; write the expected answer: .*");
    }

    @Test
    void aPortThatIsNotProbedIsUsedAndSaysSo() throws IOException {
        start(UNPROBED);

        ServerSummary server = Eventually.see(
                this::server,
                seen -> seen.uses().stream().noneMatch(use -> use.health().equals("unknown")));

        assertThat(server.health()).isEqualTo("up");
        assertThat(server.verdict()).isEqualTo("not-probed");
        assertThat(server.uses()).extracting(ServerUse::health).containsExactly("up", "not-probed");
        assertThat(body("/metrics").lines()).contains("baro_members_not_observed 0.0", "baro_members_not_probed 2.0");
        assertThat(forwarding.applied.getLast().toString()).contains("514");
    }

    private void start(String config) throws IOException {
        Files.writeString(directory.resolve("baro.yaml"), config);
        Settings settings = new Settings(
                directory.resolve("baro.yaml"), "", List.of(), "test", socket(), directory.resolve("state"));
        daemon = Daemon.start(settings, _ -> forwarding, (_, _, results) -> probes.start(results));
        probes.rounds(3);
    }

    private ServerSummary server() {
        try {
            return Json.read(body("/v1/servers"), ServerList.class).servers().getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String body(String path) throws IOException {
        return RawHttp.get(socket(), path).body();
    }

    private Path socket() {
        return directory.resolve("baro.sock");
    }
}
