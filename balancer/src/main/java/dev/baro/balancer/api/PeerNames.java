// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/// Learns the name of the user at the other end of each connection to the unix socket, from the kernel (SO_PEERCRED of
/// unix(7)). The web server shows a new connection to its socket options alone, on the thread that makes the
/// connection's thread next, which inherits the name.
final class PeerNames implements SocketOptions {
    private static final InheritableThreadLocal<String> ACCEPTED = new InheritableThreadLocal<>();

    private final SocketOptions usual = SocketOptions.create();

    /// Of the connection that the calling thread serves; empty where the kernel does not tell.
    static String current() {
        return Optional.ofNullable(ACCEPTED.get()).orElse("");
    }

    @Override
    public void configureSocket(SocketChannel channel) {
        usual.configureSocket(channel);
        ACCEPTED.set(name(channel));
    }

    private static String name(SocketChannel channel) {
        try {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
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
