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

/// Echo requests of one flow whose TTL expires at successive routers, each of which quotes the mark as it
/// arrived there (RFC 792, RFC 4443 section 3.3).
public final class MarkTrace {
    /// The highest TTL. No operator's network has more routers on a path.
    static final int HOPS = 16;

    private final EchoFlow flow;
    private final TreeMap<Integer, HopSeen> seen = new TreeMap<>();
    private int reachedAt = HOPS + 1;

    private MarkTrace(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task) {
        this.flow = new EchoFlow(desk, steering, task, this::came);
    }

    /// Sends the requests of a trace, which the caller must release.
    public static MarkTrace send(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task) {
        MarkTrace trace = new MarkTrace(desk, steering, task);
        boolean going = trace.isSent();
        for (int ttl = 1; going && ttl <= HOPS; ttl++) {
            going = trace.flow.send(ttl, ttl) == Sent.YES;
        }
        return trace;
    }

    /// Whether the requests were sent. If too many requests are pending, none is sent, and
    /// no answer will arrive.
    public boolean isSent() {
        return flow.isOpen();
    }

    /// The routers' answers so far, nearest router first, without answers from servers.
    public List<HopSeen> hops() {
        return List.copyOf(seen.headMap(reachedAt).values());
    }

    public void release() {
        flow.release();
    }

    /// Records a router's answer. The sequence number is the request's initial TTL.
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
