// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.echo.EchoFlow;
import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.core.health.HopSeen;
import dev.baro.core.health.ProbeTask;
import dev.baro.dataplane.probe.EchoSocket.Kind;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Sent;
import dev.baro.dataplane.probe.ProbeSteering;
import java.util.List;
import java.util.TreeMap;

/// Echo requests of one flow whose TTL expires at successive routers, each of which quotes the mark on arrival
/// there (RFC 792, RFC 4443 section 3.3).
public final class MarkTrace {
    /// No operator's network has more routers than this.
    static final int HOPS = 16;

    private final EchoFlow flow;
    private final TreeMap<Integer, HopSeen> seen = new TreeMap<>();
    private int reachedAt = HOPS + 1;

    private MarkTrace(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task) {
        this.flow = new EchoFlow(desk, steering, task, this::came);
    }

    /// The caller must release it.
    public static MarkTrace send(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task) {
        MarkTrace trace = new MarkTrace(desk, steering, task);
        boolean going = trace.isSent();
        for (int ttl = 1; going && ttl <= HOPS; ttl++) {
            going = trace.flow.send(ttl, ttl) == Sent.YES;
        }
        return trace;
    }

    /// False if too many requests are pending, and no answer will arrive.
    public boolean isSent() {
        return flow.isOpen();
    }

    /// The answers so far, nearest first, without servers.
    public List<HopSeen> hops() {
        return List.copyOf(seen.headMap(reachedAt).values());
    }

    public void release() {
        flow.release();
    }

    /// The sequence number is the initial TTL of the request.
    private void came(Received received) {
        if (received.kind() == Kind.TIME_EXCEEDED) {
            seen.put(
                    received.sequence(),
                    new HopSeen(received.sequence(), received.from().toString(), received.tos() >>> 2));
        } else {
            reachedAt = Math.min(reachedAt, received.sequence());
        }
    }
}
