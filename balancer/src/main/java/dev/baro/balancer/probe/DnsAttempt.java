// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.dns.DnsAnswer;
import dev.baro.balancer.dns.DnsCheck;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.function.Consumer;

/// One DNS query and its answer on a connection (RFC 7766). The server keeps the connection open for further
/// queries, so the attempt closes it with RST, which leaves no TIME-WAIT state on either side.
final class DnsAttempt extends TcpAttempt {
    private final DnsCheck check;
    private final ByteBuffer scratch;
    private final ByteBuffer unsent;
    private boolean connected;

    DnsAttempt(ProbeContext net, ProbeTask task, DnsCheck check, Consumer<ProbeResult> then) throws IOException {
        super(net, task, then);
        this.check = check;
        this.unsent = check.segment();
        this.scratch = net.scratch();
    }

    @Override
    void connected(SelectionKey key) {
        connected = true;
        converse(key, false);
    }

    @Override
    void ready(SelectionKey key) {
        if (connected) {
            converse(key, key.isReadable());
        } else {
            super.ready(key);
        }
    }

    @Override
    Optional<Observation> evidence() {
        return connected ? Optional.empty() : super.evidence();
    }

    @Override
    Observation silence() {
        if (!connected) {
            return super.silence();
        }
        String came = check.taken() == 0 ? "no answer" : "only " + check.taken() + " bytes of an answer";
        return new Observation(
                Reply.UNEXPECTED,
                "connected, but " + came + " within "
                        + Observation.words(task().timing().timeout()));
    }

    private void converse(SelectionKey key, boolean readable) {
        try {
            if (readable) {
                read();
            }
            if (!ended()) {
                if (unsent.hasRemaining()) {
                    channel().write(unsent);
                }
                key.interestOps(
                        unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            }
        } catch (IOException e) {
            // The exception's text was generated on this host, in the host's language.
            end(Reply.REFUSED, "connected, then " + e.getMessage());
        }
    }

    private void read() throws IOException {
        ByteBuffer bytes = scratch.clear();
        if (channel().read(bytes) < 0) {
            end(
                    Reply.UNEXPECTED,
                    check.taken() == 0
                            ? "the connection was closed before an answer"
                            : "the connection was closed after " + check.taken() + " bytes of an answer");
            return;
        }
        Optional<DnsAnswer> answer = check.take(bytes.flip());
        answer.ifPresent(came -> end(came.passed() ? Reply.EXPECTED : Reply.UNEXPECTED, came.words()));
    }
}
