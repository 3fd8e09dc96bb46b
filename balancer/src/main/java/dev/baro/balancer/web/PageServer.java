// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.api.Operator;
import dev.baro.balancer.http.Connections;
import dev.baro.balancer.http.TcpServer;
import dev.baro.core.config.PageSettings;
import dev.baro.core.model.Endpoint;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Serves the web page on a loopback address. Until the first request, it costs one listening thread.
public final class PageServer implements AutoCloseable {
    private record Serving(WebServer server, PageRoutes routes) {}

    private final List<Serving> serving;

    private PageServer(List<Serving> serving) {
        this.serving = List.copyOf(serving);
    }

    /// @param settings       the listener's address, which may be unset
    /// @param access         the tokens of the API, which count here, too
    /// @param stateDirectory the directory of the page's own token
    /// @throws IOException if the server cannot listen at this address, or the token cannot be stored
    public static PageServer start(PageSettings settings, Operator operator, Access access, Path stateDirectory)
            throws IOException {
        Optional<Endpoint> listen = settings.listen();
        if (listen.isEmpty()) {
            return new PageServer(List.of());
        }
        InetSocketAddress address = new InetSocketAddress(
                listen.get().address().inet(), listen.get().port());
        Tickets tickets = new Tickets(PageToken.in(stateDirectory), access);
        PageRoutes routes = new PageRoutes(operator, tickets, new KnownHosts(settings));
        WebServer server = TcpServer.start(
                address, WebServer.builder().routing(routes::addTo).update(Connections::bound));
        return new PageServer(List.of(new Serving(server, routes)));
    }

    /// Viewers are closed first, because each holds a connection that waits for frames.
    @Override
    public void close() {
        serving.forEach(each -> {
            each.routes().close();
            each.server().stop();
        });
    }
}
