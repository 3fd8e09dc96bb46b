// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.balancer.marks.MarkedServers;
import dev.baro.balancer.timer.TimerQueue;
import dev.baro.balancer.tls.TlsClient;
import dev.baro.balancer.tls.TlsWorkers;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ProberTime;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.Threads;
import dev.baro.dataplane.probe.NeighbourSocket;
import dev.baro.dataplane.probe.ProbeSteering;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Real probes: ordinary sockets whose packets the kernel brings onto the way of the VIP's clients. One
/// thread sends and judges, two wait for echo replies, and a few make TLS handshakes.
public final class Prober implements Probes {
    /// As much as one look at a connection takes of it.
    private static final int READ_BYTES = 16 * 1024;

    private final ProbeSteering steering;
    private final EchoMultiplexer echoes;
    private final NeighbourSocket neighbours = NeighbourSocket.open();
    private final TlsClient tls = new TlsClient();
    private final Selector selector;
    private final ProbeLoop loop;
    private final TlsWorkers workers = new TlsWorkers(this::command);
    private final Thread thread;

    private Prober(ProbeSteering steering, EchoMultiplexer echoes, Selector selector, Consumer<ProbeResult> results) {
        this.steering = steering;
        this.echoes = echoes;
        this.selector = selector;
        ProbeContext net = new ProbeContext(
                selector,
                steering,
                echoes,
                neighbours,
                tls,
                workers,
                new TimerQueue(),
                ByteBuffer.allocate(READ_BYTES));
        this.loop = new ProbeLoop(net, new ProbeInterval(new SplittableRandom()), results);
        this.thread = Thread.ofPlatform().name("probes").daemon().unstarted(loop);
    }

    /// @param interfaces    by which probes leave and answers come
    /// @param tunnelSources where probes by method `ipip` come from, at most one address of each family
    /// @param results       called on the thread of the probes; must not block
    /// @throws dev.baro.dataplane.DataplaneException in one sentence, when the kernel or a privilege does not allow
    public static Prober start(List<String> interfaces, List<IpAddress> tunnelSources, Consumer<ProbeResult> results) {
        ProbeSteering steering = ProbeSteering.attach(interfaces, tunnelSources);
        try {
            Selector selector = Selector.open();
            EchoMultiplexer echoes = EchoMultiplexer.open(new SplittableRandom().nextLong(), selector::wakeup);
            Prober prober = new Prober(steering, echoes, selector, results);
            prober.thread.start();
            return prober;
        } catch (IOException e) {
            steering.close();
            throw new IllegalStateException("cannot open a selector: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            steering.close();
            throw e;
        }
    }

    private void command(Runnable command) {
        loop.command(command);
    }

    @Override
    public void probe(List<ProbeTask> tasks) {
        List<ProbeTask> all = List.copyOf(tasks);
        tls.read(all.stream()
                .map(ProbeTask::check)
                .filter(ApplicationCheck.Http.class::isInstance)
                .map(check -> ((ApplicationCheck.Http) check).files())
                .toList());
        loop.command(() -> loop.probe(all));
    }

    @Override
    public void explain(ProbeTarget target, Consumer<Explanation> then) {
        loop.command(() -> loop.explain(target, then));
    }

    @Override
    public void once(ProbeTask task, Consumer<ProbeResult> then) {
        loop.command(() -> loop.once(task, then));
    }

    @Override
    public ProberTime time() {
        return loop.time();
    }

    @Override
    public void hurry(List<ProbeTarget> targets) {
        List<ProbeTarget> all = List.copyOf(targets);
        loop.command(() -> all.forEach(loop::hurry));
    }

    @Override
    public void watchMarks(List<MarkedServers> paths) {
        List<MarkedServers> all = List.copyOf(paths);
        loop.command(() -> loop.watchMarks(all));
    }

    @Override
    public MarkReport marks() {
        return loop.marks();
    }

    /// How the prober keeps up.
    ///
    /// @param sent    probes since the last time this was asked
    /// @param lateP50 by how much half of its timers were late at most
    /// @param lateP99 likewise 99 of 100
    public record Pace(long sent, Duration lateP50, Duration lateP99) {}

    /// Waits for the thread of the probes; call it from another one.
    public Pace pace() {
        CompletableFuture<Pace> pace = new CompletableFuture<>();
        loop.command(() -> pace.complete(loop.takePace()));
        return pace.join();
    }

    @Override
    public void close() {
        loop.close();
        Threads.join(thread);
        workers.close();
        echoes.close();
        neighbours.close();
        closeSelector();
        steering.close();
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            // Its channels are closed; nothing depends on it any more.
        }
    }
}
