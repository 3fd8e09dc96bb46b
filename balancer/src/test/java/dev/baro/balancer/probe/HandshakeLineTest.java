// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Eventually;
import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.balancer.timer.TimerQueue;
import dev.baro.balancer.tls.TlsClient;
import dev.baro.balancer.tls.TlsWorkers;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.dataplane.probe.NeighbourSocket;
import dev.baro.dataplane.probe.ProbeSteering;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loop of the probes with workers that something else keeps from a handshake. Timeouts are 400 ms.
@Tag("faults")
class HandshakeLineTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final ProbeTask CHECK = Probing.http(
            ProbeNetwork.FAR,
            ProbeNetwork.VIP,
            443,
            new ApplicationCheck.Http(true, "GET", "/", "store.example.com", "200", false));

    private final Queue<ProbeResult> results = new ConcurrentLinkedQueue<>();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final AtomicReference<ProbeLoop> loop = new AtomicReference<>();
    private final TlsWorkers workers = new TlsWorkers(command -> loop.get().command(command));
    private ProbeNetwork network;
    private TlsServer server;
    private ProbeContext net;
    private Thread thread;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Instant now = Instant.now();
        TestAuthority.Issued certificate = new TestAuthority(directory, "Authority")
                .issue("store.example.com", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
        network = ProbeNetwork.create("line");
        server = TlsServer.start(network.far(), directory, new TlsServer.Port(443, "TLSv1.3", certificate));
        net = InNetwork.call(network.lb(), this::context);
        loop.set(new ProbeLoop(net, new ProbeInterval(new SplittableRandom(1)), results::add));
        thread = InNetwork.call(network.lb(), () -> Thread.ofPlatform().daemon().start(loop.get()));
    }

    private ProbeContext context() throws IOException {
        Selector selector = Selector.open();
        return new ProbeContext(
                selector,
                ProbeSteering.attach(List.of("eth0"), List.of()),
                EchoMultiplexer.open(1, selector::wakeup),
                NeighbourSocket.open(),
                new TlsClient(),
                workers,
                new TimerQueue(),
                ByteBuffer.allocate(16 * 1024));
    }

    @AfterEach
    void stop() throws Exception {
        blocked.countDown();
        loop.get().close();
        thread.join();
        workers.close();
        net.echoes().close();
        net.neighbours().close();
        net.selector().close();
        net.steering().close();
        server.close();
        network.close();
    }

    @Test
    void aProbeWhoseHandshakeWaitsHereSaysNothingOfItsServer() throws Exception {
        loop.get().command(() -> block(workers.room() - 1));
        loop.get().command(() -> loop.get().probe(List.of(CHECK)));

        ProbeResult late = first();

        assertThat(late.detail()).matches("this process took \\d+ ms of CPU time for TLS");
        assertThat(late.reply()).isEqualTo(Reply.VOID);
        assertThat(late.endedNs() - late.sentNs()).isGreaterThan(790_000_000L);
        blocked.countDown();
        seeAnswer();
        assertThat(results.stream().map(ProbeResult::reply)).containsOnly(Reply.VOID, Reply.EXPECTED);
    }

    @Test
    void aProbeIsNotSentWhileItsHandshakeCouldNotBeMade() throws Exception {
        loop.get().command(() -> block(workers.room()));
        loop.get().command(() -> loop.get().probe(List.of(CHECK)));

        Duration _ = Eventually.see(
                TEN_SECONDS,
                () -> loop.get().time().handshakeWait(),
                wait -> wait.compareTo(Duration.ofSeconds(1)) > 0);
        assertThat(results).isEmpty();
        blocked.countDown();

        seeAnswer();
        assertThat(loop.get().time().handshakeWait()).isZero();
    }

    private void block(int pieces) {
        for (int piece = 0; piece < pieces; piece++) {
            TlsWorkers.Job _ = workers.submit(
                    () -> {
                        try {
                            blocked.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    () -> {});
        }
    }

    /// The first handshake of all loads classes, which may take longer than the probe has.
    private void seeAnswer() {
        Queue<ProbeResult> _ = Eventually.see(
                TEN_SECONDS,
                () -> results,
                all -> all.stream().anyMatch(result -> result.detail().equals("200 OK")));
    }

    private ProbeResult first() throws InterruptedException {
        Queue<ProbeResult> all = Eventually.see(TEN_SECONDS, () -> results, seen -> !seen.isEmpty());
        return all.element();
    }
}
