// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.log.Log;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.dataplane.kernel.DataplaneException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// The one thread of all probes: waits for what comes first, an answer or a deadline, and does it.
final class ProbeLoop implements Runnable {
    /// A pause of this thread that is longer tells that this process did not run, or not fast enough:
    /// what was not seen in time then says nothing about a server. Well below any timeout that makes
    /// sense.
    private static final long STALL_NS = 100_000_000;

    private static final long RECONCILE_NS = 500_000_000;

    /// Between looks at what has come.
    private static final int TURNS_AT_ONCE = 64;

    private final ProbeContext net;
    private final InFlightProbes flight;
    private final TimerQueue wheel;
    private final ProbeInterval rhythm;
    private final Consumer<ProbeResult> results;
    private final Map<ProbeTarget, ScheduledProbe> courses = new HashMap<>();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final TimerLag lateness = new TimerLag();
    private long lastLookNs = System.nanoTime();
    private String trouble = "";
    private volatile boolean closed;
    private long sent;

    ProbeLoop(ProbeContext net, ProbeInterval rhythm, Consumer<ProbeResult> results) {
        this.net = net;
        this.wheel = net.wheel();
        this.flight = new InFlightProbes(net);
        this.rhythm = rhythm;
        this.results = results;
    }

    /// From any thread.
    void command(Runnable command) {
        commands.add(command);
        net.selector().wakeup();
    }

    void close() {
        closed = true;
        net.selector().wakeup();
    }

    /// On the loop's thread: since the last time.
    Prober.Pace takePace() {
        Prober.Pace pace = new Prober.Pace(
                sent, Duration.ofNanos(lateness.quantileNs(0.5)), Duration.ofNanos(lateness.quantileNs(0.99)));
        sent = 0;
        lateness.clear();
        return pace;
    }

    @Override
    public void run() {
        reconcileLater();
        try {
            while (!closed) {
                turn();
            }
        } catch (IOException e) {
            Log.fault(new IllegalStateException("probing has ended: the selector failed", e));
        } finally {
            flight.abandonAll();
        }
    }

    /// On the loop's thread: the targets are these.
    void probe(List<ProbeTask> tasks) {
        Set<ProbeTarget> wanted = new HashSet<>();
        tasks.forEach(task -> wanted.add(task.target()));
        courses.values().removeIf(course -> {
            boolean gone = !wanted.contains(course.task().target());
            if (gone) {
                course.finish();
            }
            return gone;
        });
        List<ProbeTask> fresh = new ArrayList<>();
        for (ProbeTask task : tasks) {
            ScheduledProbe known = courses.get(task.target());
            if (known == null) {
                fresh.add(task);
            } else {
                known.become(task);
            }
        }
        long nowNs = System.nanoTime();
        for (ProbeTask task : fresh) {
            ScheduledProbe course =
                    new ScheduledProbe(task, rhythm.firstNs(nowNs, task.timing().interval(), fresh.size()));
            courses.put(task.target(), course);
            schedule(course);
        }
    }

    /// On the loop's thread: now instead of when it is due.
    void hurry(ProbeTarget target) {
        ScheduledProbe course = courses.get(target);
        if (course != null && course.hurry(System.nanoTime())) {
            schedule(course);
        }
    }

    /// On the loop's thread.
    void explain(ProbeTarget target, Consumer<Explanation> then) {
        ScheduledProbe course = courses.get(target);
        if (course != null) {
            PathInquiry.begin(net, flight, course.task(), explanation -> {
                try {
                    then.accept(explanation);
                } catch (RuntimeException e) {
                    Log.fault(e);
                }
            });
        }
    }

    /// An interface that was deleted and made again has lost the steering of probes.
    private void reconcile() {
        String now = "";
        try {
            net.steering().reconcile();
        } catch (DataplaneException e) {
            now = String.valueOf(e.getMessage());
        }
        if (!now.isEmpty() && !now.equals(trouble)) {
            Log.warning("PROBES_NOT_STEERED", "text", now);
        }
        trouble = now;
        reconcileLater();
    }

    private void reconcileLater() {
        wheel.at(System.nanoTime() + RECONCILE_NS, this::reconcile);
    }

    private void turn() throws IOException {
        // Rounded up: never spinning for a fraction, and what falls due meanwhile is done in one go.
        long waitMs = Math.ceilDiv(Math.max(0, wheel.waitNs(look(0))), 1_000_000L);
        if (waitMs == 0) {
            net.selector().selectNow();
        } else {
            net.selector().select(waitMs);
        }
        long _ = look(waitMs * 1_000_000);
        deliver();
        for (int turns = 0; turns < TURNS_AT_ONCE; turns++) {
            long lateNs = wheel.turn(look(0));
            if (lateNs < 0) {
                break;
            }
            lateness.add(lateNs);
        }
    }

    /// Looks at the clock, before every step that judges by it.
    ///
    /// @param waitedNs how much of the time since the last look this thread meant to wait
    private long look(long waitedNs) {
        long nowNs = System.nanoTime();
        long stoodNs = nowNs - lastLookNs - waitedNs;
        lastLookNs = nowNs;
        if (stoodNs > STALL_NS) {
            flight.voidAll("this process stood still for " + stoodNs / 1_000_000 + " ms");
        }
        return nowNs;
    }

    private void deliver() {
        for (SelectionKey key : net.selector().selectedKeys()) {
            if (key.isValid() && key.attachment() instanceof Attempt attempt) {
                flight.ready(attempt, key);
            }
        }
        net.selector().selectedKeys().clear();
        net.echoes().deliver();
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
    }

    private void schedule(ScheduledProbe course) {
        course.waits(wheel.at(course.dueNs(), () -> launch(course)));
    }

    private void launch(ScheduledProbe course) {
        if (course.over()) {
            return;
        }
        course.begins();
        long nowNs = System.nanoTime();
        if (nowNs - course.dueNs() > STALL_NS) {
            course.spreadAnew(rhythm, nowNs); // everybody is late, and must not be probed in one burst
            schedule(course);
            return;
        }
        course.advance(rhythm, nowNs);
        sent++;
        flight.launch(course.task(), result -> landed(course, result));
    }

    private void landed(ScheduledProbe course, ProbeResult result) {
        if (course.over()) {
            return;
        }
        if (result.reply() == Reply.VOID) {
            course.spreadAnew(rhythm, System.nanoTime()); // it proved nothing and is repeated soon
        }
        schedule(course);
        results.accept(result);
    }
}
