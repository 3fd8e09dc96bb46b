// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/// Serves the API on a unix socket, each request on a virtual thread of its own. Who may open the socket may do
/// everything, so there is no password. Slow clients are in the way of each other only, see [Connections].
public final class ApiServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(500);

    private final WebServer server;
    private final SocketFile socket;

    private ApiServer(WebServer server, SocketFile socket) {
        this.server = server;
        this.socket = socket;
    }

    /// @throws IOException when the socket cannot be made; then nothing is left of it
    public static ApiServer start(Path path, Operations operations) throws IOException {
        SocketFile socket = new SocketFile(path);
        socket.prepare();
        WebServer server = WebServer.builder()
                .bindAddress(UnixDomainSocketAddress.of(path))
                .routing(new Routes(operations)::addTo)
                .update(Connections::bound)
                .connectionOptions(new PeerNames())
                .shutdownGracePeriod(GRACE)
                .shutdownHook(false)
                .build();
        try {
            server.start();
            socket.restrict();
        } catch (UncheckedIOException e) {
            server.stop();
            throw e.getCause();
        } catch (IOException e) {
            server.stop();
            throw e;
        }
        return new ApiServer(server, socket);
    }

    @Override
    public void close() {
        server.stop();
        try {
            socket.remove();
        } catch (IOException e) {
            // A stale socket file is removed at the next start.
        }
    }
}
