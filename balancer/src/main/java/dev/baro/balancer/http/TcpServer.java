// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/// Starts a web server on an address and a port, or reports why that is impossible.
public final class TcpServer {
    private static final Duration GRACE = Duration.ofMillis(500);

    private TcpServer() {}

    /// @throws IOException if the server cannot listen there; nothing of it is left behind
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

    /// Tests the address first, because a web server that cannot listen neither throws an exception nor reports
    /// a reason: it is simply not running.
    private static void requireFree(InetSocketAddress address) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
        }
    }
}
