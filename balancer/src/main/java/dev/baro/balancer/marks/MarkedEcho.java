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
    /// The outcome of the request so far.
    enum Outcome {
        NOTHING,
        /// The expected sender has answered: the VIP for a marked request, otherwise the server.
        ANSWERED,
        FROM_REAL_ADDRESS,
        FROM_OTHER_VIP,
        /// This host could not send the request.
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

    /// The outcome so far. An answer from a wrong address reaches no socket, but the steering counts it.
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

    /// The time when the answer arrived. Call this only for an answered request.
    long answeredNs() {
        return answeredNs;
    }

    /// Ends the request, so that later answers are ignored.
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
