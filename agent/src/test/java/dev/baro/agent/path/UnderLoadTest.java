// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static dev.baro.agent.path.DsrPath.VIP;
import static dev.baro.agent.path.DsrPath.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that was set up by hand is taken over, changed and given back while 3,000 requests a second go to its VIP.
@Tag("end-to-end")
class UnderLoadTest {
    /// 18 connections that pause 5 ms after each answer ask somewhat more than 3,000 times a second.
    private static final int CONNECTIONS = 18;

    private static final int SECONDS = 12;
    /// Of a machine that has other things to do meanwhile.
    private static final long LEAST_REQUESTS = 1_500L * SECONDS;

    private static final AgentConfig CONFIG = config("203.0.113.10=10:80");
    private static final AgentConfig MORE =
            config("203.0.113.10=10:80,443", "203.0.113.11=11:80", "2001:db8:ffff::10=10:80");

    @TempDir
    private Path directory;

    private DsrPath path;
    private Process nginx;

    @BeforeEach
    void build() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/sbin/nginx")), "needs nginx");
        assumeTrue(Files.exists(Path.of("/usr/bin/wrk")), "needs wrk");
        path = new DsrPath(directory.resolve("state"));
        path.server.exec("ip", "address", "add", VIP + "/32", "dev", "lo");
        path.server.nft("""
                table ip by-hand {
                    chain in { type filter hook prerouting priority raw; ip dscp 10 ip daddr set 203.0.113.10; }
                }
                """);
        path.client.nft("""
                table inet watch {
                    counter of-vip {}
                    counter of-others {}
                    counter marked {}
                    chain in { type filter hook prerouting priority 0;
                        ip saddr 203.0.113.10 tcp sport 80 counter name of-vip
                        ip saddr != 203.0.113.10 tcp sport 80 counter name of-others
                        ip dscp != 0 counter name marked
                    }
                }
                """);
        startNginx();
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor(5, TimeUnit.SECONDS);
        }
        if (path != null) {
            path.close();
        }
    }

    @Test
    void applyChangeAndUndoLoseNoRequestAndAnswerFromTheVipAlone() throws Exception {
        Process wrk = startWrk();
        Thread.sleep(Duration.ofSeconds(1));

        int changes = 0;
        while (wrk.isAlive() && changes < 40) {
            path.apply(CONFIG);
            path.apply(MORE);
            path.apply(CONFIG);
            path.undo();
            changes += 4;
        }
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(wrk.waitFor()).isZero();
        assertThat(changes).isGreaterThanOrEqualTo(20);
        assertThat(said).doesNotContain("Socket errors").doesNotContain("Non-2xx");
        assertThat(requests(said)).as(said).isGreaterThan(LEAST_REQUESTS);
        assertThat(packets("of-vip")).isGreaterThan(LEAST_REQUESTS);
        assertThat(packets("of-others")).isZero();
        assertThat(packets("marked")).isZero();
    }

    /// nginx on any address: what loses its way is answered, and seen.
    private void startNginx() throws IOException, InterruptedException {
        Path conf = Files.writeString(directory.resolve("nginx.conf"), """
                user root; daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log stderr warn;
                events { worker_connections 1024; }
                http {
                    access_log off; keepalive_requests 1000000000;
                    client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                    uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                    server { listen 80; location = / { return 200 "ok\\n"; } }
                }
                """.formatted(directory));
        nginx = path.server.start(List.of("nginx", "-p", directory.toString(), "-c", conf.toString(), "-e", "stderr"));
        for (int i = 0; i < 50 && !path.server.exec("ss", "-Hlnt").contains(":80"); i++) {
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private Process startWrk() throws IOException {
        Path script = Files.writeString(directory.resolve("wrk.lua"), "function delay() return 5 end\n");
        return path.client.start(List.of(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + SECONDS + "s",
                "-s",
                script.toString(),
                "http://" + VIP + "/"));
    }

    private static long requests(String said) {
        return Long.parseLong(said.replaceFirst("(?s).*?(\\d+) requests in .*", "$1"));
    }

    private long packets(String counter) {
        String listed = path.client.exec("nft", "list", "counter", "inet", "watch", counter);
        return Long.parseLong(listed.replaceFirst("(?s).*packets (\\d+).*", "$1"));
    }
}
