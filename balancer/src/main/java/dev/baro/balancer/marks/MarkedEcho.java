// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.core.health.ProbeTask;
import dev.baro.dataplane.probe.EchoSocket.Kind;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Request;
import dev.baro.dataplane.probe.EchoSocket.Sent;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering;

/// An echo request to a real server, marked or not, until it is known what became of it. Its identifier is a new one
/// each time, so that routers which choose among equal ways by it take all of them in turn.
final class MarkedEcho {
    /// What has come back so far.
    enum Outcome {
        NOTHING,
        /// By whom it should be: the VIP where the request is marked, otherwise the server.
        ANSWERED,
        FROM_REAL_ADDRESS,
        FROM_OTHER_VIP,
        /// This host did not send it.
        NOT_SENT
    }

    private static final int TTL = 64;

    private final EchoMultiplexer desk;
    private final ProbeSteering steering;
    private final ProbeTask task;
    private final boolean marked;
    private final long sentNs;
    private final int id;
    private final ProbeFlow flow;
    private Outcome outcome = Outcome.NOTHING;
    private long answeredNs;

    private MarkedEcho(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task, boolean marked, long nowNs) {
        this.desk = desk;
        this.steering = steering;
        this.task = task;
        this.marked = marked;
        this.sentNs = nowNs;
        this.id = desk.take(this::came);
        this.flow = flow(task, marked, id < 0 ? 0 : desk.flowToken(id));
    }

    static MarkedEcho send(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task, boolean marked, long nowNs) {
        MarkedEcho echo = new MarkedEcho(desk, steering, task, marked, nowNs);
        echo.send();
        return echo;
    }

    static ProbeFlow flow(ProbeTask task, boolean marked, int token) {
        return new ProbeFlow(task.server(), task.vip(), 0, task.method(), marked, token);
    }

    static int tos(ProbeTask task, boolean marked) {
        return marked ? task.dscp().codePoint() << 2 : 0;
    }

    /// As of now: an answer from a wrong address comes to no socket, the steering counts it.
    Outcome look() {
        if (outcome == Outcome.NOTHING && marked) {
            ProbeFlow.Seen seen = steering.seen(ProbeSteering.Kind.ICMP, id);
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

    /// Of one that is answered: how long the answer took.
    long roundTripNs() {
        return answeredNs - sentNs;
    }

    /// Of one that is answered.
    long answeredNs() {
        return answeredNs;
    }

    /// What comes later is nothing to it.
    void release() {
        if (id >= 0) {
            steering.forget(ProbeSteering.Kind.ICMP, id, flow);
            desk.giveBack(id);
        }
    }

    private void send() {
        if (id < 0) {
            outcome = Outcome.NOT_SENT;
            return;
        }
        steering.steer(ProbeSteering.Kind.ICMP, id, flow);
        Request request = new Request(task.server(), tos(task, marked), TTL, id, 0, desk.token(id));
        if (desk.send(request) != Sent.YES) {
            outcome = Outcome.NOT_SENT;
        }
    }

    /// The steering lets a reply through that comes from where it should, under the server's address.
    private void came(Received received) {
        if (outcome == Outcome.NOTHING
                && received.kind() == Kind.REPLY
                && received.token() == desk.token(id)
                && received.from().equals(task.server())) {
            outcome = Outcome.ANSWERED;
            answeredNs = System.nanoTime();
        }
    }
}
