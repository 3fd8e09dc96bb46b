// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.network.Await;
import dev.baro.lab.network.Background;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A balancer with keepalived by the sample of contrib/routing: it holds the shared address only while Baro serves the
/// VIP.
@Timeout(120)
@Tag("end-to-end")
@Tag("routing")
class KeepalivedEndToEnd {
    private static final String SHARED = "10.10.0.9";

    @TempDir
    private Path directory;

    private RoutedHost host;

    @BeforeEach
    void build() {
        host = new RoutedHost("barovrrp-", directory);
    }

    @AfterEach
    void remove() {
        host.close();
    }

    @Test
    void theSharedAddressFollowsTheVip() throws IOException {
        Path tracked = tracked();
        Files.createDirectories(tracked.getParent());
        Background keepalived = start(tracked);
        keepalived.awaitLog("entering FAULT state");
        assertThat(hasShared())
                .as("before the daemon of this balancer was ever started")
                .isFalse();

        Background daemon = host.start(RoutedHost.configuration("announce: true"));
        awaitShared(true);
        host.baro("route", "withdraw", "store", "--at-once").succeed();
        awaitShared(false);
        host.baro("route", "announce", "store").succeed();
        awaitShared(true);

        daemon.interrupt();
        assertThat(hasShared()).as("packets go on without the daemon").isTrue();
        host.balancer()
                .baro(host.balancer().run(host.instance(), "--withdraw-routes"))
                .succeed();
        awaitShared(false);
    }

    private Path tracked() {
        Path socket = host.balancer().socket(host.instance());
        return socket.resolveSibling(socket.getFileName() + ".routes").resolve("store");
    }

    private Background start(Path tracked) throws IOException {
        Path file = directory.resolve("keepalived.conf");
        Files.writeString(
                file,
                RoutedHost.sample("keepalived.conf")
                        .replace("/run/baro/baro.sock.routes/store-app1", tracked.toString())
                        .replace("eth0", "up0"));
        return host.balancer()
                .namespace()
                .command(
                        "keepalived",
                        "--dont-fork",
                        "--log-console",
                        "--vrrp",
                        "--use-file=" + file,
                        "--pid=" + directory.resolve("keepalived.pid"),
                        "--vrrp_pid=" + directory.resolve("vrrp.pid"))
                .start(directory.resolve("keepalived.log"));
    }

    private void awaitShared(boolean wanted) {
        Await.until(
                "keepalived does not follow " + wanted,
                () -> hasShared() == wanted,
                () -> host.baro("route", "list").run().output());
    }

    private boolean hasShared() {
        return host.balancer().shellOutput("ip -4 address show dev up0").contains(SHARED + "/");
    }
}
