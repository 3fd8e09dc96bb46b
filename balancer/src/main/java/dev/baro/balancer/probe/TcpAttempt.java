// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/// A probe that consists of SYN, SYN+ACK and RST: the server keeps no socket, and its application does not
/// notice the probe. This host's kernel delays the ACK because TCP_QUICKACK is off, and closes with RST
/// because SO_LINGER is 0.
sealed class TcpAttempt extends Attempt permits HttpAttempt, DnsAttempt {
    private final Selector selector;

    private final ProbeContext net;
    private final SocketChannel channel;
    private final ProbeFlow flow;
    private int localPort;

    TcpAttempt(ProbeContext net, ProbeTask task, Consumer<ProbeResult> then) throws IOException {
        super(task, then);
        this.selector = net.selector();
        this.net = net;
        this.flow = ProbeContext.flow(task, (int) sentNs());
        this.channel = SocketChannel.open(ProbeContext.family(task));
    }

    @Override
    final void start() {
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.IP_TOS, task().tos());
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
            channel.bind(null);
            localPort = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException e) {
            end(Reply.VOID, "cannot open a socket: " + e.getMessage());
            return;
        }
        net.steering().steer(Kind.TCP, localPort, flow);
        try {
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, this);
            if (channel.connect(new InetSocketAddress(task().server().inet(), task().port()))) {
                connected(key);
            }
        } catch (IOException e) {
            end(Reply.UNREACHABLE, "no route to " + task().server() + " on this host: " + e.getMessage());
        }
    }

    @Override
    void ready(SelectionKey key) {
        try {
            if (channel.finishConnect()) {
                connected(key);
            }
        } catch (IOException e) {
            end(Observation.ofFailure(task(), seen(), e instanceof ConnectException, "" + e.getMessage()));
        }
    }

    /// The handshake is complete: the VIP has answered, or the server's own address if that address was probed.
    void connected(SelectionKey key) {
        end(Observation.answered(task(), seen(), "SYN+ACK from " + expected()));
    }

    @Override
    Optional<Observation> evidence() {
        return Observation.evidence(task(), seen());
    }

    @Override
    Observation silence() {
        return Observation.nothing(task());
    }

    @Override
    void release() {
        try {
            channel.close();
            if (localPort != 0) {
                net.forgetLater(Kind.TCP, localPort, flow);
            }
        } catch (IOException e) {
            // Only the shutdown has failed, and the channel is closed anyway.
        }
    }

    final SocketChannel channel() {
        return channel;
    }

    final ProbeFlow.Seen seen() {
        return net.steering().seen(Kind.TCP, localPort);
    }
}
