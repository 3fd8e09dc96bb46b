// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.timer.TimerQueue;
import dev.baro.balancer.tls.HandshakeStep;
import dev.baro.balancer.tls.TlsClient;
import dev.baro.balancer.tls.TlsFailure;
import dev.baro.balancer.tls.TlsLayer;
import dev.baro.balancer.tls.TlsWorkers;
import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.function.Consumer;

/// One HTTP or HTTPS request and its response, on a separate connection.
final class HttpAttempt extends TcpAttempt {
    /// The maximum number of unsent bytes, which is more than a probe sends, including the handshake.
    private static final int UNSENT_BYTES = 64 * 1024;
    /// How long to wait for the server's FIN after a complete answer. If this host closed first, the local port
    /// would stay in TIME-WAIT.
    private static final long FIN_WAIT_NS = 50_000_000;

    private final ApplicationCheck.Http check;
    private final HttpAnswer answer;
    private final TlsClient tls;
    private final TlsWorkers workers;
    private final TimerQueue timers;
    private final ByteBuffer scratch;
    private Optional<TlsLayer> layer = Optional.empty();
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean connected;
    private boolean asked;
    private boolean heard;
    private long judgedNs;
    private Optional<TlsWorkers.Job> job = Optional.empty();
    private long ownNs;

    HttpAttempt(ProbeContext net, ProbeTask task, ApplicationCheck.Http check, Consumer<ProbeResult> then)
            throws IOException {
        super(net, task, then);
        this.check = check;
        this.tls = net.tls();
        this.workers = net.workers();
        this.timers = net.timers();
        this.scratch = net.scratch();
        this.answer = new HttpAnswer(check);
    }

    @Override
    void connected(SelectionKey key) {
        connected = true;
        key.interestOps(SelectionKey.OP_READ);
        if (check.tls() && !tls.trouble(check).isEmpty()) {
            end(Reply.VOID, tls.trouble(check));
            return;
        }
        if (check.tls()) {
            work(key, HandshakeStep.first(() -> tls.open(task(), check)));
            return;
        }
        try {
            ask();
            flush(key);
        } catch (IOException e) {
            broken(e);
        }
    }

    @Override
    void ready(SelectionKey key) {
        if (!connected) {
            super.ready(key);
            return;
        }
        try {
            if (job.isEmpty() && key.isReadable()) {
                read(key);
            }
            if (!ended() && job.isEmpty()) {
                flush(key);
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    @Override
    Optional<Observation> evidence() {
        return connected ? answer.judgement() : super.evidence();
    }

    @Override
    Observation silence() {
        if (!connected) {
            return super.silence();
        }
        String progress = check.tls() && !asked ? "connected, but no TLS handshake" : answer.progress();
        return new Observation(
                Reply.UNEXPECTED,
                progress + " within " + Observation.words(task().timing().timeout()));
    }

    @Override
    long ownNs(long nowNs) {
        return ownNs + job.map(it -> nowNs - it.sinceNs()).orElse(0L);
    }

    @Override
    boolean atWork() {
        return job.isPresent();
    }

    @Override
    CertificateTimes certificate() {
        return asked ? layer.map(TlsLayer::certificate).orElse(CertificateTimes.NONE) : CertificateTimes.NONE;
    }

    @Override
    void release() {
        job.ifPresent(TlsWorkers.Job::drop);
        super.release();
    }

    /// Lets a worker continue the handshake. The worker owns the TLS layer until it is done, so nothing is
    /// read in the meantime.
    private void work(SelectionKey key, HandshakeStep step) {
        key.interestOps(0);
        job = Optional.of(workers.submit(step, () -> InFlightProbes.guarded(this, () -> worked(key, step))));
    }

    private void worked(SelectionKey key, HandshakeStep step) {
        ownNs = ownNs(System.nanoTime());
        job = Optional.empty();
        try {
            TlsLayer newest = step.layer();
            layer = Optional.of(newest);
            queue(step.toChannel());
            answer.take(step.toProbe());
            if (!newest.handshaking()) {
                ask();
            }
            judge();
            if (!ended()) {
                flush(key);
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    private void ask() throws IOException {
        asked = true;
        ByteBuffer request = ByteBuffer.wrap(HttpRequest.bytes(task(), check));
        if (layer.isPresent()) {
            layer.get().send(request, this::queue);
        } else {
            queue(request);
        }
    }

    private void read(SelectionKey key) throws IOException {
        ByteBuffer bytes = scratch.clear();
        int length = channel().read(bytes);
        if (length < 0) {
            serverClosed();
            return;
        }
        heard |= length > 0;
        bytes.flip();
        if (layer.isPresent() && !asked) {
            work(key, HandshakeStep.next(layer.get(), bytes));
            return;
        }
        if (layer.isPresent()) {
            layer.get().take(bytes, this::queue, answer::take);
        } else {
            answer.take(bytes);
        }
        judge();
    }

    private void judge() {
        noteTime();
        if (answer.over() && !answer.complete()) {
            answer.judgement().ifPresent(this::finish);
        } else if (answer.over()) {
            timers.at(System.nanoTime() + FIN_WAIT_NS, () -> answer.judgement().ifPresent(this::finish));
        }
    }

    private void noteTime() {
        if (judgedNs == 0 && answer.judgement().isPresent()) {
            judgedNs = System.nanoTime();
        }
    }

    private void finish(Observation saw) {
        noteTime();
        end(saw.reply().passed() ? saw : new Observation(saw.reply(), saw.detail() + wish()), judgedNs);
    }

    /// A note for the case that the server requested a certificate and did not receive one.
    private String wish() {
        return layer.filter(TlsLayer::askedInVain)
                .map(_ -> "; it requested a client certificate, but the check specifies none")
                .orElse("");
    }

    /// The server has sent everything and expects nothing more, so closing with an ordinary FIN is correct and
    /// leaves no TIME-WAIT state here.
    private void serverClosed() throws IOException {
        if (layer.isPresent() && !asked) {
            end(answered() ? Reply.UNEXPECTED : Reply.CLOSED, "the connection was closed during the TLS handshake");
            return;
        }
        answer.end();
        channel().setOption(StandardSocketOptions.SO_LINGER, -1);
        answer.judgement().ifPresent(this::finish);
    }

    private void broken(IOException e) {
        if (answer.judgement().isPresent()) {
            finish(answer.judgement().get());
        } else if (e instanceof TlsFailure failure) {
            end(Reply.UNEXPECTED, "TLS: " + failure.getMessage());
        } else {
            // The exception's text was generated on this host, in the host's language.
            end(answered() ? Reply.UNEXPECTED : Reply.CLOSED, "connected, then " + e.getMessage() + wish());
        }
    }

    /// Whether the server has sent any byte, including bytes of the handshake.
    private boolean answered() {
        return asked ? !answer.empty() : heard;
    }

    private void queue(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return;
        }
        if (unsent.remaining() + bytes.remaining() > UNSENT_BYTES) {
            throw new IllegalStateException("a probe cannot send more than 64 KiB");
        }
        ByteBuffer all = ByteBuffer.allocate(unsent.remaining() + bytes.remaining());
        unsent = all.put(unsent).put(bytes).flip();
    }

    private void flush(SelectionKey key) throws IOException {
        if (unsent.hasRemaining()) {
            channel().write(unsent);
        }
        key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
}
