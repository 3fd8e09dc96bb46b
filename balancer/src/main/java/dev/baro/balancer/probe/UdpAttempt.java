// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.dns.DnsAnswer;
import dev.baro.balancer.dns.DnsCheck;
import dev.baro.balancer.log.Printable;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Octets;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// A probe that sends a datagram and waits for the answer. If no answer is required, the probe passes unless
/// a port unreachable arrives.
final class UdpAttempt extends Attempt {
    /// The maximum number of bytes read from an answer. The rest is ignored.
    private static final int ANSWER_BYTES = 2048;

    private final Selector selector;
    private final ProbeContext net;
    private final DatagramChannel channel;
    private final ByteBuffer payload;
    private final Octets answer;
    private final Optional<DnsCheck> query;
    private final ProbeFlow flow;
    private int localPort;

    UdpAttempt(ProbeContext net, ProbeTask task, Consumer<ProbeResult> then) throws IOException {
        super(task, then);
        this.selector = net.selector();
        this.net = net;
        this.flow = ProbeContext.flow(task, (int) sentNs());
        this.channel = DatagramChannel.open(ProbeContext.family(task));
        ApplicationCheck.Udp check = task.check() instanceof ApplicationCheck.Udp udp
                ? udp
                : new ApplicationCheck.Udp(Octets.NONE, Octets.NONE);
        this.query = task.check() instanceof ApplicationCheck.Dns dns
                ? Optional.of(DnsCheck.of(dns, ThreadLocalRandom.current()))
                : Optional.empty();
        this.payload = query.map(DnsCheck::datagram)
                .orElseGet(() -> ByteBuffer.wrap(check.payload().bytes()));
        this.answer = check.answer();
    }

    @Override
    void start() {
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.IP_TOS, task().tos());
            channel.bind(null);
            localPort = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException e) {
            end(Reply.VOID, "cannot open a socket: " + e.getMessage());
            return;
        }
        net.steering().steer(Kind.UDP, localPort, flow);
        try {
            channel.register(selector, SelectionKey.OP_READ, this);
            send(new InetSocketAddress(task().server().inet(), task().port()));
        } catch (PortUnreachableException e) {
            end(refused());
        } catch (IOException e) {
            end(Reply.UNREACHABLE, "no route to " + task().server() + " on this host: " + e.getMessage());
        }
    }

    /// Java's connected channel reports an empty datagram as sent without actually sending it.
    private void send(InetSocketAddress server) throws IOException {
        if (!payload.hasRemaining()) {
            int _ = channel.send(payload, server);
            channel.connect(server);
        } else {
            channel.connect(server);
            int _ = channel.write(payload);
        }
    }

    @Override
    void ready(SelectionKey key) {
        ByteBuffer datagram = net.scratch().clear().limit(ANSWER_BYTES);
        try {
            if (channel.read(datagram) >= 0) {
                end(judge(datagram.flip()));
            }
        } catch (PortUnreachableException e) {
            end(refused());
        } catch (IOException e) {
            end(evidence().orElseGet(() -> new Observation(Reply.UNREACHABLE, "" + e.getMessage())));
        }
    }

    /// A server that has the VIP reports a closed port with the VIP as the source address. The kernel does not
    /// match that report to the socket, because the socket's peer is the server's address.
    @Override
    Optional<Observation> evidence() {
        return Observation.evidence(task(), net.steering().seen(Kind.UDP, localPort));
    }

    @Override
    Observation silence() {
        return answer.isEmpty() && query.isEmpty()
                ? new Observation(
                        Reply.EXPECTED,
                        "no port unreachable within "
                                + Observation.words(task().timing().timeout()))
                : Observation.nothing(task());
    }

    @Override
    void release() {
        try {
            channel.close();
            if (localPort != 0) {
                net.forgetLater(Kind.UDP, localPort, flow);
            }
        } catch (IOException e) {
            // A failed close does not matter, because no data can be lost.
        }
    }

    private Observation refused() {
        return evidence().orElseGet(() -> new Observation(Reply.REFUSED, "port unreachable"));
    }

    private Observation judge(ByteBuffer datagram) {
        if (query.isPresent()) {
            DnsAnswer came = query.get().judge(datagram);
            return new Observation(came.passed() ? Reply.EXPECTED : Reply.UNEXPECTED, came.words());
        }
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        String came = bytes.length + " bytes from " + expected();
        return contains(bytes, answer.bytes())
                ? Observation.answered(task(), net.steering().seen(Kind.UDP, localPort), came)
                : new Observation(Reply.UNEXPECTED, came + " without the expected content: " + Printable.of(bytes));
    }

    private static boolean contains(byte[] all, byte[] part) {
        return new String(all, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
