// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.http;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// Sees each connection as it is accepted: its channel, and at the unix socket the names of the user and the group
/// at its other end, from the kernel (SO_PEERCRED of unix(7)). The web server shows a new connection to its socket
/// options alone, on the thread that makes the connection's thread next, which inherits these data.
final class Acceptance implements SocketOptions {
    private static final InheritableThreadLocal<Accepted> ACCEPTED = new InheritableThreadLocal<>();

    private final SocketOptions usual = SocketOptions.create();
    private final Connections connections;

    /// @param channel the channel; null if the calling thread accepted nothing
    /// @param user    the user's name; empty if the kernel does not report it
    /// @param group   the user's first group; empty if the kernel does not report it
    record Accepted(@Nullable SocketChannel channel, String user, String group) {
        static final Accepted NOTHING = new Accepted(null, "", "");

        void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // It is of no use any more, whether or not its end is in order.
            }
        }
    }

    Acceptance(Connections connections) {
        this.connections = connections;
    }

    /// The connection that the calling thread serves.
    static Accepted current() {
        return Optional.ofNullable(ACCEPTED.get()).orElse(Accepted.NOTHING);
    }

    @Override
    public void configureSocket(SocketChannel channel) {
        usual.configureSocket(channel);
        Accepted accepted = accepted(channel);
        ACCEPTED.set(accepted);
        connections.accepted(accepted);
    }

    private static Accepted accepted(SocketChannel channel) {
        try {
            UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return new Accepted(channel, peer.user().getName(), peer.group().getName());
        } catch (IOException | UnsupportedOperationException e) {
            return new Accepted(channel, "", "");
        }
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return usual.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return usual.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return usual.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return usual.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return usual.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return usual.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return usual.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return usual.tcpNoDelay();
    }
}
