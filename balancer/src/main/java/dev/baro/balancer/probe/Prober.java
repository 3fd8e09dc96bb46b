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

/// Sends real probes through ordinary sockets, whose packets the kernel steers onto the path of
/// the VIP's clients. One thread sends probes and judges answers, two wait for echo replies, and a
/// few perform TLS handshakes.
public final class Prober implements Probes {
    /// The maximum number of bytes per read from a connection.
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

    /// @param interfaces    the interfaces for probes and answers
    /// @param tunnelSources the source addresses of probes with method `ipip`, at most one of each family
    /// @param results       the callback, called on the prober's thread; must not block
    /// @throws dev.baro.dataplane.DataplaneException with a one-sentence reason, if the kernel or a
    /// missing privilege prevents probing
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

    /// How well the prober keeps up with its schedule.
    ///
    /// @param sent    the number of probes sent since the last call
    /// @param lateP50 the median lateness of its timers
    /// @param lateP99 the 99th percentile of that lateness
    public record Pace(long sent, Duration lateP50, Duration lateP99) {}

    /// Waits for the prober's thread, so it must be called from another thread.
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
            // The channels are already closed, so this failure does not matter.
        }
    }
}
