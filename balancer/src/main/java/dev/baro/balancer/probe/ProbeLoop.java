// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.log.Log;
import dev.baro.balancer.marks.MarkWatch;
import dev.baro.balancer.marks.MarkedServers;
import dev.baro.balancer.timer.PollRate;
import dev.baro.balancer.timer.TimerLag;
import dev.baro.balancer.timer.TimerQueue;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ProberTime;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ThreadPriority;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The single thread for all probes, which waits for the next answer or deadline and handles it.
final class ProbeLoop implements Runnable {
    /// The maximum wait, so that a stall is noticed even with little work.
    private static final long HEARTBEAT_NS = 25_000_000;

    /// The pause after a stall, in which the threads that wait for echo replies run first, because
    /// they were stalled too.
    private static final long AFTER_STANDSTILL_NS = 2_000_000;

    /// If one probe is later than this, many others must be late too.
    private static final long LATE_NS = 100_000_000;

    private static final long RECONCILE_NS = 500_000_000;

    /// The number of timers handled between two polls for answers.
    private static final int TURNS_AT_ONCE = 64;

    private final ProbeContext net;
    private final InFlightProbes flight;
    private final TimerQueue timers;
    private final ProbeInterval rhythm;
    private final Consumer<ProbeResult> results;
    private final Map<ProbeTarget, ScheduledProbe> courses = new HashMap<>();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final HandshakeLine handshakes;
    private final TimerLag lateness = new TimerLag();
    private final PollRate rate = new PollRate(System.nanoTime());
    private final StandstillWatch standstills = new StandstillWatch(System.nanoTime());
    private final MarkWatch marks;
    private TimerQueue.Entry nextOfMarks;
    private String trouble = "";
    private volatile boolean closed;
    private long sent;

    ProbeLoop(ProbeContext net, ProbeInterval rhythm, Consumer<ProbeResult> results) {
        this.net = net;
        this.timers = net.timers();
        this.flight = new InFlightProbes(net, standstills);
        this.handshakes = new HandshakeLine(net.workers(), net.timers());
        this.rhythm = rhythm;
        this.results = results;
        this.marks = new MarkWatch(net.echoes(), net.steering());
        this.nextOfMarks = timers.at(System.nanoTime(), this::stepMarks);
    }

    /// Any thread may call this.
    void command(Runnable command) {
        commands.add(command);
        net.selector().wakeup();
    }

    void close() {
        closed = true;
        net.selector().wakeup();
    }

    /// Returns and resets the pace since the last call. Runs on the loop's thread.
    Prober.Pace takePace() {
        Prober.Pace pace = new Prober.Pace(
                sent, Duration.ofNanos(lateness.quantileNs(0.5)), Duration.ofNanos(lateness.quantileNs(0.99)));
        sent = 0;
        lateness.clear();
        return pace;
    }

    /// Any thread may call this.
    ProberTime time() {
        long nowNs = System.nanoTime();
        return standstills.time(nowNs, lateness.sinceStart()).withHandshakeWait(handshakes.waited(nowNs));
    }

    /// Any thread may call this.
    MarkReport marks() {
        return marks.report();
    }

    @Override
    public void run() {
        String refusal = ThreadPriority.raise();
        if (!refusal.isEmpty()) {
            Log.info("PROBER_NOT_PREFERRED", "text", refusal + ": give the daemon CAP_SYS_NICE");
        }
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

    /// Replaces the targets. Runs on the loop's thread.
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
        long nowNs = System.nanoTime();
        List<ProbeTask> fresh = new ArrayList<>();
        for (ProbeTask task : tasks) {
            ScheduledProbe known = courses.get(task.target());
            if (known == null) {
                fresh.add(task);
            } else if (known.become(task, rhythm, nowNs)) {
                schedule(known);
            }
        }
        for (ProbeTask task : fresh) {
            ScheduledProbe course =
                    new ScheduledProbe(task, rhythm.firstNs(nowNs, task.timing().interval(), fresh.size()));
            courses.put(task.target(), course);
            schedule(course);
        }
    }

    /// Probes a target immediately. Runs on the loop's thread.
    void hurry(ProbeTarget target) {
        ScheduledProbe course = courses.get(target);
        if (course != null && course.hurry(System.nanoTime())) {
            schedule(course);
        }
    }

    /// Replaces the marked paths. Runs on the loop's thread.
    void watchMarks(List<MarkedServers> paths) {
        marks.watch(paths, System.nanoTime());
        nextOfMarks.cancel();
        stepMarks();
    }

    private void stepMarks() {
        nextOfMarks = timers.at(marks.step(System.nanoTime()), this::stepMarks);
    }

    /// Runs on the loop's thread.
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

    /// Runs on the loop's thread.
    void once(ProbeTask task, Consumer<ProbeResult> then) {
        flight.launch(task, true, then);
    }

    /// Restores the steering of probes, which an interface loses when it is deleted and created again.
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
        timers.at(System.nanoTime() + RECONCILE_NS, this::reconcile);
    }

    /// Reads the available answers, then handles the deadlines that expired before the read, so that no answer
    /// is missed merely because this thread was late.
    private void turn() throws IOException {
        await();
        long readNs = System.nanoTime();
        if (timers.waitNs(readNs) <= 0) {
            net.selector().selectNow();
        }
        deliver();
        for (int turns = 0; turns < TURNS_AT_ONCE; turns++) {
            boolean _ = standstills.look(System.nanoTime(), 0);
            long lateNs = timers.turn(readNs);
            if (lateNs < 0) {
                break;
            }
            lateness.add(lateNs);
        }
    }

    private void await() throws IOException {
        long nowNs = System.nanoTime();
        boolean _ = standstills.look(nowNs, 0);
        long gatherNs = rate.waitNs(nowNs);
        // The wait is rounded up, to avoid spinning for a fraction of a millisecond and to batch work that
        // becomes due in that time.
        long waitMs = Math.ceilDiv(Math.clamp(timers.waitNs(nowNs), 0, HEARTBEAT_NS), 1_000_000L);
        long waitNs = gatherNs > 0 ? gatherNs : waitMs * 1_000_000;
        standstills.waits(nowNs, nowNs + waitNs);
        if (gatherNs > 0) {
            LockSupport.parkNanos(gatherNs);
        }
        if (gatherNs > 0 || waitMs == 0) {
            net.selector().selectNow();
        } else {
            net.selector().select(waitMs);
        }
        if (standstills.look(System.nanoTime(), waitNs)) {
            LockSupport.parkNanos(AFTER_STANDSTILL_NS);
            boolean _ = standstills.look(System.nanoTime(), AFTER_STANDSTILL_NS);
        }
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
        course.waits(timers.at(course.dueNs(), () -> launch(course)));
    }

    private void launch(ScheduledProbe course) {
        if (course.over()) {
            return;
        }
        course.begins();
        long nowNs = System.nanoTime();
        if (nowNs - course.dueNs() > LATE_NS && course.putOff(rhythm, nowNs, courses.size())) {
            schedule(course);
            return;
        }
        if (course.task().check() instanceof ApplicationCheck.Http http && http.tls()) {
            handshakes.pass(nowNs, () -> send(course));
        } else {
            send(course);
        }
    }

    private void send(ScheduledProbe course) {
        if (course.over()) {
            return;
        }
        course.advance(rhythm, System.nanoTime());
        sent++;
        flight.launch(course.task(), course.mayBeVoid(), result -> landed(course, result));
    }

    private void landed(ScheduledProbe course, ProbeResult result) {
        if (course.over()) {
            return;
        }
        course.landed(result.reply(), rhythm, System.nanoTime());
        schedule(course);
        results.accept(result);
    }
}
