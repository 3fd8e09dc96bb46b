// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.http.Connections;
import dev.baro.balancer.http.TcpServer;
import dev.baro.core.model.MetricsSettings;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Serves metrics on a TCP port, and nothing else, because the port requires no password.
public final class MetricsServer implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(500);

    private final List<WebServer> servers;

    private MetricsServer(List<WebServer> servers) {
        this.servers = List.copyOf(servers);
    }

    /// @param settings the listener's address; unset if there is no listener
    /// @throws IOException if the server cannot listen at this address
    public static MetricsServer start(MetricsSettings settings, Operations operations) throws IOException {
        if (settings.isNone()) {
            return new MetricsServer(List.of());
        }
        InetSocketAddress address = new InetSocketAddress(settings.address().inet(), settings.port());
        Routes routes = new Routes(operations);
        return new MetricsServer(List.of(TcpServer.start(
                address, WebServer.builder().routing(routes::addMetricsTo).update(Connections::bound))));
    }

    /// Whether a Baro daemon answers at this address. Waits for at most a second.
    ///
    /// @param address `127.0.0.1:9310`
    public static boolean answers(String address) {
        try {
            URLConnection asked =
                    URI.create("http://" + address + "/healthz").toURL().openConnection();
            asked.setConnectTimeout((int) ANSWER_TIMEOUT.toMillis());
            asked.setReadTimeout((int) ANSWER_TIMEOUT.toMillis());
            try (InputStream in = asked.getInputStream()) {
                return new String(in.readNBytes(16), StandardCharsets.UTF_8).equals(RouteTable.ALIVE);
            }
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        servers.forEach(WebServer::stop);
    }
}
