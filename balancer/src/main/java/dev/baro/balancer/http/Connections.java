// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;

/// The connections of one listener. Their number, their memory, and the time that a client may make the daemon
/// wait are limited. If a limit is exceeded, the slowest client's connection is closed, so that slow clients
/// affect only each other.
///
/// The web server's own limit does not help: when it is reached, the server stops accepting connections, so
/// that a few idle clients would lock out all others.
public final class Connections implements ServerConnectionSelector {
    /// The maximum number of connections, each of which takes about 30 KiB.
    private static final int MAX_CONNECTIONS = 256;

    /// The memory for received bodies and pending answers: enough for four of the largest configurations.
    private static final long MAX_HELD_BYTES = 16 << 20;

    /// The time that a client has to send a whole request, to receive a whole response, and to send the next
    /// request after a response.
    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration TIMEOUT_PERIOD = Duration.ofSeconds(1);

    private final ServerConnectionSelector http1 =
            Http1ConnectionSelector.builder().config(Http1Config.create()).build();
    private final Set<Connection> open = new HashSet<>();
    /// Accepted sockets whose TLS handshake has not been completed, so that they are not connections yet, with
    /// the times when they were accepted.
    private final SequencedMap<Acceptance.Accepted, Long> shakingHandsSinceNs = new LinkedHashMap<>();
    private long heldBytes;

    private Connections() {}

    /// Applies these limits to a web server.
    public static void bound(WebServerConfig.Builder server) {
        new Connections().boundTo(server);
    }

    private void boundTo(WebServerConfig.Builder server) {
        server.connectionSelectors(List.of(this))
                .connectionOptions(new Acceptance(this))
                .protocolsDiscoverServices(false)
                .maxTcpConnections(3 * MAX_CONNECTIONS) // includes handshakes and connections that are closing
                .idleConnectionTimeout(CLIENT_TIMEOUT)
                .idleConnectionPeriod(TIMEOUT_PERIOD);
    }

    /// Applies these limits to a web server with TLS. Handshakes are also limited in number and in time.
    ///
    /// @return a clock that closes handshakes that take too long, until the clock itself is closed
    public static Clock boundWithTls(WebServerConfig.Builder server, Tls tls) {
        Connections connections = new Connections();
        connections.boundTo(server);
        // NIO is off, because in that mode the server looks up each client's name in DNS before the handshake.
        server.tls(tls).useNio(false);
        return new Clock(connections);
    }

    /// Closes handshakes that take too long, because the web server does not detect slow handshakes.
    public static final class Clock implements AutoCloseable {
        private final Thread thread;

        private Clock(Connections connections) {
            thread = Thread.ofPlatform().daemon().name("api-handshakes").start(() -> {
                try {
                    while (true) {
                        Thread.sleep(TIMEOUT_PERIOD);
                        connections.closeLate(System.nanoTime());
                    }
                } catch (InterruptedException e) {
                    // The clock was closed, so its thread ends.
                }
            });
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    private synchronized void closeLate(long nowNs) {
        for (Map.Entry<Acceptance.Accepted, Long> each : List.copyOf(shakingHandsSinceNs.entrySet())) {
            if (nowNs - each.getValue() > CLIENT_TIMEOUT.toNanos()) {
                shakingHandsSinceNs.remove(each.getKey());
                each.getKey().close();
            }
        }
    }

    synchronized void accepted(Acceptance.Accepted accepted) {
        shakingHandsSinceNs.put(accepted, System.nanoTime());
        if (shakingHandsSinceNs.size() > MAX_CONNECTIONS) {
            shakingHandsSinceNs.pollFirstEntry().getKey().close();
        }
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        Acceptance.Accepted accepted = Acceptance.current();
        Connection connection = new Connection(this, http1.connection(context), accepted);
        add(connection, accepted);
        return connection;
    }

    private synchronized void add(Connection connection, Acceptance.Accepted accepted) {
        shakingHandsSinceNs.remove(accepted);
        open.add(connection);
        if (open.size() > MAX_CONNECTIONS) {
            slowest(_ -> true).ifPresent(this::evict);
        }
    }

    synchronized void remove(Connection connection) {
        if (open.remove(connection)) {
            heldBytes -= connection.heldBytes();
        }
    }

    /// Changes the memory counted for a connection, and closes other connections if the limit is exceeded.
    ///
    /// @return whether there is room for the bytes, which are counted in any case
    synchronized boolean hold(Connection connection, long bytes) {
        if (open.contains(connection)) {
            heldBytes += bytes - connection.heldBytes();
            connection.setHeldBytes(bytes);
        }
        while (bytes > 0 && heldBytes > MAX_HELD_BYTES) {
            Optional<Connection> other = slowest(one -> !one.equals(connection) && one.heldBytes() > 0);
            if (other.isEmpty()) {
                return false;
            }
            evict(other.get());
        }
        return true;
    }

    private Optional<Connection> slowest(Predicate<Connection> among) {
        return open.stream()
                .filter(one -> one.isWaiting() && among.test(one))
                .max(Comparator.comparing(Connection::idleTime));
    }

    private void evict(Connection connection) {
        remove(connection);
        connection.closeNow();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }
}
