// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.RawHttp;
import dev.baro.balancer.log.Log;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Users of this host at the unix socket, as the kernel tells them.
@Timeout(90)
class SocketUsersTest {
    @TempDir
    private Path directory;

    @Test
    void aUserMayDoWhatItsRoleSays() throws Exception {
        try (ServedApi api = start("socket-group: nogroup, users: {nobody: read},")) {
            assertThat(asNobody(api, "/v1/status")).isEqualTo("200");
            assertThat(asNobody(
                            api,
                            "/v1/servers/store-web-a01/weight",
                            "-X",
                            "PUT",
                            "-H",
                            "Content-Type: application/json",
                            "-d",
                            "{\"weight\": 5}"))
                    .isEqualTo("403");
            assertThat(asNobody(api, "/v1/config/apply", "-X", "POST")).isEqualTo("403");
            assertThat(RawHttp.post(api.socket(), "/v1/config/apply", "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aGroupMayDoWhatItsRoleSaysUntilAnApplyTakesItAway() throws Exception {
        try (ServedApi api = start("socket-group: nogroup, groups: {nogroup: operate},")) {
            String before = asNobody(
                    api,
                    "/v1/servers/store-web-a01/weight",
                    "-X",
                    "PUT",
                    "-H",
                    "Content-Type: application/json",
                    "-d",
                    "{\"weight\": 5}");
            Files.writeString(api.file(), Files.readString(api.file()).replace("nogroup: operate", "adm: operate"));

            RawHttp applied = RawHttp.post(api.socket(), "/v1/config/apply", "");

            assertThat(before).isEqualTo("200");
            assertThat(applied.status()).as(applied.body()).isEqualTo(200);
            assertThat(asNobody(api, "/v1/status")).isEqualTo("403");
            assertThat(asNobody(api, "/healthz")).isEqualTo("200");
        }
    }

    @Test
    void aGroupThatThisHostDoesNotHaveIsNamedAndKeepsNoOtherOut() throws Exception {
        try (ServedApi api = start("socket-group: no-such-group,")) {
            assertThat(RawHttp.get(api.socket(), "/v1/status").status()).isEqualTo(200);
            assertThat(Log.recent().after(0, 1_000).events())
                    .anySatisfy(event -> assertThat(event.fields())
                            .containsEntry(
                                    "text",
                                    "the group no-such-group cannot open the socket: this host has no"
                                            + " group no-such-group"));
        }
    }

    @Test
    void withoutTheGroupOfTheSocketNoneGetsThere() throws Exception {
        try (ServedApi api = start("")) {
            assertThat(asNobody(api, "/v1/status")).isEqualTo("000");
        }
    }

    /// Nothing, half a head, half a body.
    @Test
    void aClientThatLetsTheDaemonWaitIsClosed() throws Exception {
        try (ServedApi api = start("")) {
            List<SocketChannel> clients = new ArrayList<>();
            for (String beginning : List.of(
                    "", "GET /v1/st", "POST /v1/config/check HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nver")) {
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(api.socket()));
                client.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.UTF_8)));
                clients.add(client);
            }

            for (SocketChannel client : clients) {
                assertThat(end(client)).isTrue();
                client.close();
            }
        }
    }

    /// Waits until the other side closes.
    private static boolean end(SocketChannel client) {
        try {
            ByteBuffer rest = ByteBuffer.allocate(4_096);
            while (client.read(rest.clear()) >= 0) {
                // An answer may come first.
            }
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    private ServedApi start(String keys) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return ServedApi.start(directory, keys);
    }

    /// @return the status, 000 where the socket cannot be opened
    private static String asNobody(ServedApi api, String path, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--max-time",
                "30",
                "--unix-socket",
                api.socket().toString(),
                "http://baro" + path));
        words.addAll(List.of(more));
        Process process = new ProcessBuilder(words).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }
}
