// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.http.Connections;
import dev.baro.balancer.http.SocketFile;
import dev.baro.balancer.log.Log;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/// Serves the API on a unix socket, each request on a separate virtual thread. A client's permissions depend on
/// its user. Slow clients delay only each other; see [Connections].
public final class ApiServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(500);

    private final WebServer server;
    private final Routes routes;
    private final SocketFile socket;

    private ApiServer(WebServer server, Routes routes, SocketFile socket) {
        this.server = server;
        this.routes = routes;
        this.socket = socket;
    }

    /// @throws IOException if the socket cannot be created; nothing of it is left behind
    public static ApiServer start(Path path, Operations operations, Access access) throws IOException {
        SocketFile socket = new SocketFile(path);
        socket.prepare();
        Routes routes = new Routes(operations);
        WebServer server = WebServer.builder()
                .bindAddress(UnixDomainSocketAddress.of(path))
                .routing(routing -> routes.addTo(routing, access))
                .update(Connections::bound)
                .shutdownGracePeriod(GRACE)
                .shutdownHook(false)
                .build();
        try {
            server.start();
            socket.restrict();
            give(socket, access.settings().socket().socketGroup());
        } catch (UncheckedIOException e) {
            server.stop();
            throw e.getCause();
        } catch (IOException e) {
            server.stop();
            throw e;
        }
        return new ApiServer(server, routes, socket);
    }

    /// Without CAP_CHOWN, the daemon can give the socket only to its own groups. If changing the group fails,
    /// fewer users have access, but the API still works.
    private static void give(SocketFile socket, String group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            socket.giveTo(group);
        } catch (IOException e) {
            Log.warning(
                    "SOCKET_GROUP_NOT_SET",
                    "group",
                    group,
                    "text",
                    "the group " + group + " cannot open the socket: " + e.getMessage(),
                    "fix",
                    "systemctl edit baro, with [Service] and SupplementaryGroups=" + group + ", and restart it");
        }
    }

    /// Event readers are closed first, because each holds a connection that waits for events.
    @Override
    public void close() {
        routes.close();
        server.stop();
        try {
            socket.remove();
        } catch (IOException e) {
            // If the socket file cannot be removed now, the next start removes it.
        }
    }
}
