// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.dns.DnsCheck;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.timer.TimerQueue;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Protocol;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// All pending attempts, each with its deadline. Only the loop's thread may use it.
///
/// A timeout counts only the time during which this thread listens. While the thread is stalled or this process
/// is working on a handshake, deadlines are extended, by at most the timeout plus three seconds. If a probe has
/// lost more time than that, a missing answer proves nothing.
final class InFlightProbes {
    private static final String OTHER_FAMILY =
            "a VIP whose IP version differs from the server's tunnel address cannot be probed";

    private static final Duration LONGEST_EXTENSION = Duration.ofSeconds(3);

    private final ProbeContext net;
    private final StandstillWatch standstills;
    private final Set<Attempt> attempts = new HashSet<>();

    InFlightProbes(ProbeContext net, StandstillWatch standstills) {
        this.net = net;
        this.standstills = standstills;
    }

    /// Sends a probe.
    ///
    /// @param mayBeVoid whether a result without an answer may be void; otherwise silence counts against the
    ///                  server, however long this thread was stalled
    /// @param then      the callback, called exactly once, immediately if nothing could be sent
    void launch(ProbeTask task, boolean mayBeVoid, Consumer<ProbeResult> then) {
        Landing landing = new Landing(then);
        if (task.marked() && task.vip().isV4() != task.server().isV4()) {
            long nowNs = System.nanoTime();
            landing.accept(new ProbeResult(task.target(), Reply.VOID, OTHER_FAMILY, nowNs, nowNs));
            return;
        }
        Attempt attempt;
        try {
            attempt = attempt(task, landing);
        } catch (IOException e) {
            long nowNs = System.nanoTime();
            landing.accept(new ProbeResult(
                    task.target(), Reply.VOID, "cannot open a socket: " + e.getMessage(), nowNs, nowNs));
            return;
        }
        attempts.add(attempt);
        landing.expect(new Deadline(attempt, mayBeVoid));
        guarded(attempt, attempt::start);
    }

    void ready(Attempt attempt, SelectionKey key) {
        if (!attempt.ended()) {
            guarded(attempt, () -> attempt.ready(key));
        }
    }

    void abandonAll() {
        attempts.forEach(Attempt::abandon);
        attempts.clear();
    }

    /// Runs a step of an attempt. A bug in the probe is neither the server's fault nor a reason
    /// to stop other probes.
    static void guarded(Attempt attempt, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            Log.fault(e);
            attempt.end(Reply.VOID, "the probe failed: " + e);
        }
    }

    private Attempt attempt(ProbeTask task, Consumer<ProbeResult> then) throws IOException {
        return switch (task.target().layer()) {
            case L2 -> new NeighbourAttempt(net, task, then);
            case L3 -> new EchoAttempt(net, task, then);
            case L4 ->
                task.protocol() == Protocol.TCP ? new TcpAttempt(net, task, then) : new UdpAttempt(net, task, then);
            case L7 ->
                switch (task.check()) {
                    case ApplicationCheck.Http http -> new HttpAttempt(net, task, http, then);
                    case ApplicationCheck.Dns dns ->
                        new DnsAttempt(net, task, DnsCheck.of(dns, ThreadLocalRandom.current()), then);
                    case ApplicationCheck.None _, ApplicationCheck.Unprobed _, ApplicationCheck.Udp _ ->
                        new TcpAttempt(net, task, then);
                };
        };
    }

    /// The deadline of an attempt. When it is handled, all available data has been read, so
    /// only silence is inconclusive.
    private final class Deadline {
        private final Attempt attempt;
        private final boolean mayBeVoid;
        private final long timeoutNs;
        private final long stoodBeforeNs = standstills.totalNs();
        private long dueNs;
        private TimerQueue.Entry entry;

        private Deadline(Attempt attempt, boolean mayBeVoid) {
            this.attempt = attempt;
            this.mayBeVoid = mayBeVoid;
            this.timeoutNs = attempt.task().timing().timeout().toNanos();
            this.dueNs = attempt.sentNs() + timeoutNs;
            this.entry = net.timers().after(attempt.sentNs(), timeoutNs, this::judgeGuarded);
        }

        private void cancel() {
            attempts.remove(attempt);
            entry.cancel();
        }

        private TimerQueue.Entry arm() {
            return net.timers().at(dueNs, this::judgeGuarded);
        }

        private void judgeGuarded() {
            guarded(attempt, this::judge);
        }

        private void judge() {
            long stoodNs = standstills.totalNs() - stoodBeforeNs;
            long ownNs = attempt.ownNs(System.nanoTime());
            long longestNs = Math.min(timeoutNs, LONGEST_EXTENSION.toNanos());
            long extendedNs = attempt.sentNs() + timeoutNs + Math.min(stoodNs + ownNs, longestNs);
            if (extendedNs - dueNs > 0) {
                dueNs = extendedNs;
                entry = arm();
            } else if (attempt.atWork()) {
                attempt.expireUnheard("this process took " + ownNs / 1_000_000 + " ms of CPU time for TLS");
            } else if (mayBeVoid && stoodNs > longestNs) {
                attempt.expireUnheard("this process was stalled for " + stoodNs / 1_000_000 + " ms meanwhile");
            } else {
                attempt.expire();
            }
        }
    }

    /// Receives an attempt's result, cancels the deadline and passes the result on.
    private static final class Landing implements Consumer<ProbeResult> {
        private final Consumer<ProbeResult> then;
        private Runnable cleanUp = () -> {};

        private Landing(Consumer<ProbeResult> then) {
            this.then = then;
        }

        private void expect(Deadline deadline) {
            cleanUp = deadline::cancel;
        }

        @Override
        public void accept(ProbeResult result) {
            cleanUp.run();
            try {
                then.accept(result);
            } catch (RuntimeException e) {
                Log.fault(e);
            }
        }
    }
}
