// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.core.health.HopSeen;
import dev.baro.core.health.ProbeTask;
import dev.baro.dataplane.probe.EchoSocket.Kind;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Request;
import dev.baro.dataplane.probe.EchoSocket.Sent;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering;
import java.util.List;
import java.util.TreeMap;

/// Echo requests of one flow whose time to live ends at one router after the other, each of which quotes the mark as it
/// came there (RFC 792, RFC 4443 section 3.3).
final class MarkTrace {
    /// Further routers than this are beyond any network of one operator.
    static final int HOPS = 16;

    private final EchoMultiplexer desk;
    private final ProbeSteering steering;
    private final int id;
    private final ProbeFlow flow;
    private final TreeMap<Integer, HopSeen> seen = new TreeMap<>();

    private MarkTrace(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task, boolean marked) {
        this.desk = desk;
        this.steering = steering;
        this.id = desk.take(this::came);
        this.flow = MarkedEcho.flow(task, marked, id < 0 ? 0 : desk.flowToken(id));
    }

    static MarkTrace send(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task, boolean marked) {
        MarkTrace trace = new MarkTrace(desk, steering, task, marked);
        trace.send(task, MarkedEcho.tos(task, marked));
        return trace;
    }

    /// What has come so far, nearest first; servers are not among them.
    List<HopSeen> hops() {
        return List.copyOf(seen.values());
    }

    void release() {
        if (id >= 0) {
            steering.forget(ProbeSteering.Kind.ICMP, id, flow);
            desk.giveBack(id);
        }
    }

    private void send(ProbeTask task, int tos) {
        if (id < 0) {
            return;
        }
        steering.steer(ProbeSteering.Kind.ICMP, id, flow);
        boolean going = true;
        for (int ttl = 1; going && ttl <= HOPS; ttl++) {
            going = desk.send(new Request(task.server(), tos, ttl, id, ttl, desk.token(id))) == Sent.YES;
        }
    }

    /// The sequence number is the time to live that the request began with.
    private void came(Received received) {
        if (received.kind() == Kind.TIME_EXCEEDED) {
            seen.put(
                    received.sequence(),
                    new HopSeen(received.sequence(), received.from().toString(), received.tos() >>> 2));
        }
    }
}
