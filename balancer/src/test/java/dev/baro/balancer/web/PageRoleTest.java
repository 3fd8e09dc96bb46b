// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.api.ServedApi;
import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.web.PageClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A token of the API gives a browser its role.
@Timeout(120)
class PageRoleTest {
    private static final String STATE = "/v1/servers/store-web-a02/state";
    private static final String DRAIN = "{\"state\": \"drain\", \"reason\": \"kernel upgrade\"}";
    private static final String ROLLBACK = "/v1/config/rollback?revision=1&reason=tried&force=true";

    private Path tokens;
    private PageClient client;
    private Daemon daemon;
    private Settings settings;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        client = new PageClient(ServedApi.freePort());
        tokens = Files.writeString(directory.resolve("tokens"), lines("read", "operate", "admin"));
        Path file = Files.writeString(
                directory.resolve("baro.yaml"),
                Configs.STORE_YAML
                        + "page: {listen: \"127.0.0.1:%d\"}\napi: {listen: \"127.0.0.1:%d\", tokens: %s}\n"
                                .formatted(client.port(), ServedApi.freePort(), tokens));
        settings =
                new Settings(file, "", List.of(), "test", directory.resolve("baro.sock"), directory.resolve("state"));
        daemon = Daemon.start(settings, _ -> new RecordingForwarding());
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private static String lines(String... roles) {
        StringBuilder lines = new StringBuilder();
        for (String role : roles) {
            lines.append("%s-bot %s %s\n".formatted(role, role, ServedApi.digest("a-token-of-" + role)));
        }
        return lines.toString();
    }

    @Test
    void eachRoleMayDoWhatItMayElsewhere() throws IOException {
        String read = logIn("read");
        String operate = logIn("operate");
        String admin = logIn("admin");

        assertThat(client.get("/page/session", operate).text())
                .isEqualTo("{\"who\":\"token operate-bot\",\"role\":\"operate\"}");
        assertThat(client.get("/v1/history", read).status()).isEqualTo(200);
        assertThat(client.get("/v1/traces/1", read).status()).isEqualTo(403);
        assertThat(send("PUT", STATE, DRAIN, read).status()).isEqualTo(403);
        assertThat(send("PUT", STATE, DRAIN, operate).status()).isEqualTo(200);
        Answer refused = send("POST", ROLLBACK, "", operate);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("token operate-bot has the role operate, but this needs admin");
        assertThat(send("POST", ROLLBACK, "", admin).status()).isNotIn(401, 403);
    }

    @Test
    void aTokenThatIsTakenAwayCountsNoLonger() throws IOException {
        String operate = logIn("operate");
        Files.writeString(tokens, lines("read"));

        daemon.reload();

        assertThat(client.get("/page/session", operate).text()).isEqualTo("{\"who\":\"\",\"role\":\"read\"}");
        assertThat(send("PUT", STATE, DRAIN, operate).status()).isEqualTo(401);
        assertThat(logInWith("a-token-of-operate").status()).isEqualTo(403);
    }

    private Answer send(String method, String path, String body, String cookie) throws IOException {
        return client.send(method, path, body, client.origin(), cookie);
    }

    private Answer logInWith(String token) throws IOException {
        return client.send("POST", "/page/session", "{\"token\": \"" + token + "\"}", client.origin());
    }

    private String logIn(String role) throws IOException {
        Answer taken = logInWith("a-token-of-" + role);
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        String cookie = taken.header("set-cookie");
        assertThat(cookie).doesNotContain("a-token-of");
        return "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
    }
}
