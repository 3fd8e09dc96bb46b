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

/// The connections of one listener, limited in number, in memory, and in the time that a client may make
/// the daemon wait. Beyond a limit, the connection of the slowest client is closed, so that slow clients
/// affect only each other.
///
/// The web server itself stops accepting at its limit, and then a few idle clients would lock out all others.
public final class Connections implements ServerConnectionSelector {
    /// About 30 KiB each.
    private static final int MAX_CONNECTIONS = 256;

    /// The memory for received bodies and pending answers; four of the largest configurations.
    private static final long MAX_HELD_BYTES = 16 << 20;

    /// The time for a whole request, for receiving a whole response, and between a response and the next request.
    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration TIMEOUT_PERIOD = Duration.ofSeconds(1);

    private final ServerConnectionSelector http1 =
            Http1ConnectionSelector.builder().config(Http1Config.create()).build();
    private final Set<Connection> open = new HashSet<>();
    /// Accepted, and not a connection yet: where there is TLS, until the handshake is over. By when they were accepted.
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
                .maxTcpConnections(3 * MAX_CONNECTIONS) // handshakes and those that are being closed included
                .idleConnectionTimeout(CLIENT_TIMEOUT)
                .idleConnectionPeriod(TIMEOUT_PERIOD);
    }

    /// The same, with TLS. The handshakes are bounded in number and in time, too.
    ///
    /// @return closes handshakes that take too long, until it is closed itself
    public static Clock boundWithTls(WebServerConfig.Builder server, Tls tls) {
        Connections connections = new Connections();
        connections.boundTo(server);
        // Without NIO: with it, the server looks up the name of each client in DNS before the handshake.
        server.tls(tls).useNio(false);
        return new Clock(connections);
    }

    /// Looks for handshakes that take too long, because the web server does not see them.
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
                    // Closed.
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

    /// Changes the memory of a connection, and closes others if the limit is exceeded.
    ///
    /// @return whether there is room; the bytes are counted in any case
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
