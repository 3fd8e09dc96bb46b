// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/// Makes a web server listen on an address and a port, or reports why it cannot.
public final class TcpServer {
    private static final Duration GRACE = Duration.ofMillis(500);

    private TcpServer() {}

    /// @throws IOException when nothing can be served there; then nothing is left of it
    public static WebServer start(InetSocketAddress address, WebServerConfig.Builder builder) throws IOException {
        requireFree(address);
        WebServer server = builder.bindAddress(address)
                .shutdownGracePeriod(GRACE)
                .shutdownHook(false)
                .build();
        try {
            server.start();
        } catch (UncheckedIOException e) {
            server.stop();
            throw e.getCause();
        }
        if (!server.isRunning()) {
            throw new IOException("another process has just taken the port");
        }
        return server;
    }

    /// The web server neither fails nor reports a reason if it cannot listen: it is merely not running afterwards.
    private static void requireFree(InetSocketAddress address) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
        }
    }
}
