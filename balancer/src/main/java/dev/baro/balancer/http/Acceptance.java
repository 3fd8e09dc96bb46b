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

/// Records each connection when it is accepted: its channel, and for the unix socket, the client's user and
/// group names as reported by the kernel (SO_PEERCRED in unix(7)). The web server passes a new connection
/// only to its socket options, on the thread that then creates the connection's thread. The new thread
/// inherits the recorded data.
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
                // The connection is no longer needed, so a failed close does not matter.
            }
        }
    }

    Acceptance(Connections connections) {
        this.connections = connections;
    }

    /// The connection that the calling thread is serving.
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
