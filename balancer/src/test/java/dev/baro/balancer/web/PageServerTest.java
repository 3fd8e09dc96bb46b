// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.web.PageClient.Answer;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Reading;
import dev.baro.core.frontend.ConfigText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The page of a daemon with a recording kernel half, asked over TCP.
@Timeout(120)
class PageServerTest {
    private static final int LARGEST_FIRST_LOAD = 100_000;
    private static final String DRAIN = "{\"state\": \"drain\", \"reason\": \"<script>alert(1)</script>\"}";
    private static final String DRAIN_A02 = "/v1/servers/store-web-a02/state";
    private static final String ROLLBACK = "/v1/config/rollback?revision=1&reason=tried&force=true";

    private Path directory;
    private Settings settings;
    private PageClient client;
    private Daemon daemon;

    @BeforeEach
    void start(@TempDir Path there) throws IOException {
        directory = there;
        client = new PageClient(freePort());
        Path file = Files.writeString(
                directory.resolve("baro.yaml"),
                Configs.STORE_YAML
                        + "page: {listen: \"127.0.0.1:%d\", names: [lb-a1.example.net]}\n".formatted(client.port()));
        settings =
                new Settings(file, "", List.of(), "test", directory.resolve("baro.sock"), directory.resolve("state"));
        daemon = Daemon.start(settings, _ -> new RecordingForwarding());
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void firstLoadIsSmallAndFromHereAlone() throws IOException {
        int bytes = 0;
        for (String name : List.of("/", "/page.js", "/page.css", "/icon.svg")) {
            Answer compressed = client.get(name, "Accept-Encoding: gzip, br");
            Answer plain = client.get(name);

            assertThat(compressed.status()).isEqualTo(200);
            assertThat(compressed.header("content-encoding")).isEqualTo("gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                    .isEqualTo(plain.body());
            bytes += compressed.body().length;
        }
        String html = client.get("/").text();

        assertThat(bytes).isLessThan(LARGEST_FIRST_LOAD);
        assertThat(html)
                .doesNotContain("http://", "https://", "<style", "onload")
                .doesNotContainPattern("<script>");
    }

    @Test
    void forbidsInlineScriptsFramesAndGuessedTypes() throws IOException {
        Answer page = client.get("/");

        assertThat(page.header("content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("x-frame-options")).isEqualTo("DENY");
        assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws IOException {
        String tag = client.get("/page.js").header("etag");

        Answer again = client.get("/page.js", "If-None-Match: " + tag);

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void refusesNamesThatAreNotItsOwn() throws IOException {
        assertThat(client.ask("GET", "/v1/status", "rebound.example.com:" + client.port(), "")
                        .status())
                .isEqualTo(403);
        assertThat(client.ask("GET", "/", "127.0.0.1.example.com", "").status()).isEqualTo(403);
        assertThat(client.ask("GET", "/page/stream", "[::1].example.com", "").status())
                .isEqualTo(400);

        assertThat(client.ask("GET", "/v1/status", "localhost:9999", "").status())
                .isEqualTo(200);
        assertThat(client.ask("GET", "/v1/status", "LB-A1.example.net", "").status())
                .isEqualTo(200);
    }

    @Test
    void refusesPagesOfOtherHosts() throws IOException {
        assertThat(client.get("/v1/status", "Origin: http://evil.example.com").status())
                .isEqualTo(403);
        assertThat(client.get("/v1/status", "Origin: null").status()).isEqualTo(403);
        assertThat(client.get("/v1/status", "Sec-Fetch-Site: cross-site").status())
                .isEqualTo(403);
        assertThat(client.get("/page/stream", "Sec-Fetch-Site: same-site").status())
                .isEqualTo(403);

        assertThat(client.get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/v1/status", client.origin(), "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void changesNeedTheToken() throws IOException {
        assertThat(client.send("PUT", DRAIN_A02, DRAIN, client.origin()).status())
                .isEqualTo(401);
        assertThat(client.send("PUT", DRAIN_A02, DRAIN, client.origin(), "Cookie: baro-page=9999999999.page.00")
                        .status())
                .isEqualTo(401);
        String cookie = logIn();

        assertThat(client.send("PUT", DRAIN_A02, DRAIN, "Cookie: " + cookie).status())
                .as("without an origin")
                .isEqualTo(403);
        assertThat(client.send("PUT", DRAIN_A02, DRAIN, "Origin: http://evil.example.com", "Cookie: " + cookie)
                        .status())
                .as("from elsewhere")
                .isEqualTo(403);
        assertThat(client.get("/v1/members?draining=true").text()).doesNotContain("\"drain\"");
        Answer drained = client.send("PUT", DRAIN_A02, DRAIN, client.origin(), "Cookie: " + cookie);

        assertThat(drained.status()).as(drained.text()).isEqualTo(200);
        assertThat(client.get("/v1/members?draining=true").text()).contains("store-web-a02");
    }

    @Test
    void packetsAndRevisionsNeedTheToken() throws IOException {
        String cookie = "Cookie: " + logIn();
        for (String path : List.of(
                "/v1/traces/1", "/v1/explanation?client=192.0.2.7&vip=store-app1", "/v1/history", "/v1/history/diff")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(401);
            assertThat(client.get(path, cookie).status()).as(path).isNotEqualTo(401);
        }
        assertThat(client.send("POST", "/v1/traces?client=any&vip=store-app1", "", client.origin())
                        .status())
                .isEqualTo(401);
        assertThat(client.send("POST", ROLLBACK, "", client.origin()).status()).isEqualTo(401);
        assertThat(client.get("/v1/peers").status()).isEqualTo(200);
        assertThat(client.get("/v1/routes").status()).isEqualTo(200);
        assertThat(client.get("/v1/routes/exports").text()).contains("not_looked_at");
    }

    @Test
    void aRollbackIsSaidToBeByThePage() throws IOException {
        Files.writeString(settings.config(), Files.readString(settings.config()).replace("dscp: 10", "dscp: 12"));
        String cookie = "Cookie: " + logIn();
        daemon.close();
        daemon = Daemon.start(settings, _ -> new RecordingForwarding());

        Answer back = client.send("POST", ROLLBACK, "", client.origin(), cookie);

        assertThat(back.status()).as(back.text()).isEqualTo(200);
        assertThat(client.get("/v1/history", cookie).text())
                .contains("\"who\" : \"page\"")
                .contains("\"reason\" : \"tried\"");
    }

    @Test
    void theCookieIsOutOfReachOfScriptsAndOtherSitesAndOutlivesTheDaemon() throws IOException {
        Answer taken = client.send("POST", "/page/session", "{\"token\": \"" + token() + "\"}", client.origin());
        String cookie = taken.header("set-cookie");

        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain(token());
        daemon.close();
        daemon = Daemon.start(settings, _ -> new RecordingForwarding());
        assertThat(client.get("/page/session", "Cookie: " + cookie.substring(0, cookie.indexOf(';')))
                        .text())
                .isEqualTo("{\"who\":\"page\",\"role\":\"admin\"}");
        assertThat(client.get("/page/session").text()).isEqualTo("{\"who\":\"\",\"role\":\"read\"}");
    }

    @Test
    void tokensCannotBeTriedOut() throws IOException {
        for (int i = 0; i < Tries.PER_MINUTE; i++) {
            assertThat(client.send("POST", "/page/session", "{\"token\": \"" + i + "\"}", client.origin())
                            .status())
                    .isEqualTo(403);
        }

        Answer right = client.send("POST", "/page/session", "{\"token\": \"" + token() + "\"}", client.origin());

        assertThat(right.status()).as("even the right one waits").isEqualTo(429);
    }

    @Test
    void onlyItsOwnerReadsTheToken() throws IOException {
        Path file = settings.stateDirectory().resolve(PageToken.FILE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        daemon.close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Daemon.start(settings, _ -> new RecordingForwarding()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("others can read");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        daemon = Daemon.start(settings, _ -> new RecordingForwarding());
    }

    @Test
    void aScriptIsNoNameOfAServer() {
        String text = Configs.STORE_YAML.replace("store-web-a01", "\"<script>alert(1)</script>\"");

        assertThat(ConfigText.read(text)).isInstanceOf(Reading.Refused.class);
    }

    @Test
    void showsNeitherTheConfigurationNorSessionsOfClients() throws IOException {
        for (String path :
                List.of("/v1/config", "/v1/sessions/flow?client=1.1.1.1:1", "/metrics", "/../../etc/passwd")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aViewerSeesEverythingAndThenWhatChanges() throws IOException {
        try (Socket viewer = client.connect("GET", "/page/stream", client.host(), "")) {
            InputStream in = viewer.getInputStream();
            assertThat(PageClient.head(in)).contains("content-type: text/event-stream; charset=utf-8");
            assertThat(next(in, "all"))
                    .contains(
                            "\"rows\":[{\"name\":\"store-app1\"",
                            "\"balancer\":\"lb-a1\"",
                            "\"drops\":null",
                            "\"table\":{");

            String cookie = logIn();
            client.send("PUT", DRAIN_A02, DRAIN, client.origin(), "Cookie: " + cookie);

            String changes = next(in, "changes");
            while (!changes.contains("\"usable\":1")) {
                changes = next(in, "changes");
            }
            assertThat(changes).contains("\"overridden\":[").doesNotContain("\"interfaces\"");
        }
    }

    @Test
    void oneViewerTooManyIsToldSo() throws IOException {
        List<Socket> viewers = new ArrayList<>();
        try {
            for (int i = 0; i < Feed.MAX_VIEWERS; i++) {
                Socket viewer = client.connect("GET", "/page/stream", client.host(), "");
                viewers.add(viewer);
                next(viewer.getInputStream(), "all");
            }

            assertThat(client.get("/page/stream").status()).isEqualTo(503);
        } finally {
            for (Socket viewer : viewers) {
                viewer.close();
            }
        }
    }

    @Test
    void servesOneVipWithItsMembers() throws IOException {
        assertThat(client.get("/page/vip?name=store-app1").text())
                .contains("\"store-web-a01\"", "\"rates\"", "\"layers\"");
        assertThat(client.get("/page/vip?name=other").status()).isEqualTo(404);
    }

    private String token() throws IOException {
        return Files.readString(settings.stateDirectory().resolve(PageToken.FILE))
                .strip();
    }

    /// @return the cookie as a browser sends it
    private String logIn() throws IOException {
        Answer taken = client.send("POST", "/page/session", "{\"token\": \"" + token() + "\"}", client.origin());
        assertThat(Map.of(taken.status(), taken.text()))
                .isEqualTo(Map.of(200, "{\"who\":\"page\",\"role\":\"admin\"}"));
        String cookie = taken.header("set-cookie");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    /// The data of the next event of that name.
    private static String next(InputStream in, String name) throws IOException {
        String line = PageClient.line(in);
        while (!line.equals("event: " + name)) {
            line = PageClient.line(in);
        }
        return PageClient.line(in);
    }
}
