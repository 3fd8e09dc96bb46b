// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.echo.EchoFlow;
import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.core.health.ProbeTask;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Sent;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering;

/// An echo request to a real server, marked or not, until its result is known.
final class MarkedEcho {
    /// The answer so far.
    enum Outcome {
        NOTHING,
        /// Answered by the right sender: the VIP for a marked request, otherwise the server.
        ANSWERED,
        FROM_REAL_ADDRESS,
        FROM_OTHER_VIP,
        /// This host did not send it.
        NOT_SENT
    }

    private static final int TTL = 64;

    private final EchoFlow flow;
    private final boolean marked;
    private final long sentNs;
    private Outcome outcome;
    private long answeredNs;

    private MarkedEcho(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task, long nowNs) {
        this.flow = new EchoFlow(desk, steering, task, this::came);
        this.marked = task.marked();
        this.sentNs = nowNs;
        this.outcome = flow.isOpen() && flow.send(TTL, 0) == Sent.YES ? Outcome.NOTHING : Outcome.NOT_SENT;
    }

    static MarkedEcho send(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task, long nowNs) {
        return new MarkedEcho(desk, steering, task, nowNs);
    }

    /// The current state. An answer from a wrong address reaches no socket; the steering counts it.
    Outcome look() {
        if (outcome == Outcome.NOTHING && marked) {
            ProbeFlow.Seen seen = flow.seen();
            if (seen.fromServer() > 0) {
                outcome = Outcome.FROM_REAL_ADDRESS;
            } else if (seen.fromOther() > 0) {
                outcome = Outcome.FROM_OTHER_VIP;
            }
        }
        return outcome;
    }

    long ageNs(long nowNs) {
        return nowNs - sentNs;
    }

    /// The round-trip time of an answered request.
    long roundTripNs() {
        return answeredNs - sentNs;
    }

    /// Call this only for an answered request.
    long answeredNs() {
        return answeredNs;
    }

    /// It ignores later answers.
    void release() {
        flow.release();
    }

    private void came(Received received) {
        if (outcome == Outcome.NOTHING && flow.isReply(received)) {
            outcome = Outcome.ANSWERED;
            answeredNs = System.nanoTime();
        }
    }
}
