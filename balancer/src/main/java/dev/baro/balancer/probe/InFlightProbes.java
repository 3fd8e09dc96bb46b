// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.log.Log;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Protocol;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// All attempts under way, each with its deadline. Belongs to the thread of the loop.
final class InFlightProbes {
    private static final String OTHER_FAMILY =
            "a VIP of the other IP version than the server's tunnel address cannot be probed";

    private final ProbeContext net;
    private final Set<Attempt> attempts = new HashSet<>();

    InFlightProbes(ProbeContext net) {
        this.net = net;
    }

    /// Sends a probe.
    ///
    /// @param then called exactly once, at once where nothing could be sent
    void launch(ProbeTask task, Consumer<ProbeResult> then) {
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
        landing.expect(
                attempt,
                net.wheel()
                        .at(
                                attempt.sentNs() + task.timing().timeout().toNanos(),
                                () -> guarded(attempt, attempt::expire)));
        guarded(attempt, attempt::start);
    }

    void ready(Attempt attempt, SelectionKey key) {
        if (!attempt.ended()) {
            guarded(attempt, () -> attempt.ready(key));
        }
    }

    /// Our own lateness makes every result that is still to come worth nothing.
    void voidAll(String detail) {
        Set.copyOf(attempts).forEach(attempt -> attempt.end(Reply.VOID, detail));
    }

    void abandonAll() {
        attempts.forEach(Attempt::abandon);
        attempts.clear();
    }

    /// A fault of the probe is not one of the server, and no reason to stop probing others.
    private static void guarded(Attempt attempt, Runnable step) {
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
                task.check() instanceof ApplicationCheck.Http http
                        ? new HttpAttempt(net, task, http, then)
                        : new TcpAttempt(net, task, then);
        };
    }

    /// Where a result comes down: the deadline is off, and the next one is told.
    private final class Landing implements Consumer<ProbeResult> {
        private final Consumer<ProbeResult> then;
        private Runnable cleanUp = () -> {};

        private Landing(Consumer<ProbeResult> then) {
            this.then = then;
        }

        private void expect(Attempt attempt, TimerQueue.Entry deadline) {
            cleanUp = () -> {
                deadline.cancel();
                attempts.remove(attempt);
            };
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
