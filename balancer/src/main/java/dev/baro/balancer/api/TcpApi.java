// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.http.Connections;
import dev.baro.balancer.http.TcpServer;
import dev.baro.core.config.ApiSettings;
import dev.baro.core.model.Endpoint;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// Serves the API over TCP, with TLS unless it is on loopback, to callers with a token or a certificate.
public final class TcpApi implements AutoCloseable {
    private final List<Runnable> closing;

    private TcpApi(List<Runnable> closing) {
        this.closing = List.copyOf(closing);
    }

    /// @throws IOException if the server cannot listen at the address
    public static TcpApi start(Operations operations, Access access) throws IOException {
        ApiSettings settings = access.settings();
        Optional<Endpoint> listen = settings.listen();
        if (listen.isEmpty()) {
            return new TcpApi(List.of());
        }
        InetSocketAddress address = new InetSocketAddress(
                listen.get().address().inet(), listen.get().port());
        Routes routes = new Routes(operations);
        WebServerConfig.Builder builder = WebServer.builder().routing(routing -> routes.addOverTcpTo(routing, access));
        Runnable clock = settings.tls().isNone() ? inTheClear(builder) : encrypted(builder, access);
        try {
            WebServer server = TcpServer.start(address, builder);
            return new TcpApi(List.of(routes::close, server::stop, clock));
        } catch (IOException e) {
            clock.run();
            throw e;
        }
    }

    private static Runnable inTheClear(WebServerConfig.Builder builder) {
        Connections.bound(builder);
        return () -> {};
    }

    private static Runnable encrypted(WebServerConfig.Builder builder, Access access) {
        Tls tls = Tls.builder().sslContext(access.tls()).build();
        return Connections.boundWithTls(builder, tls)::close;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
