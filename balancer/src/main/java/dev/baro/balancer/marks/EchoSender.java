// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.core.health.ProbeTask;
import dev.baro.dataplane.probe.ProbeSteering;

/// Sends echo requests for the mark watch, and counts them.
final class EchoSender {
    private final EchoMultiplexer desk;
    private final ProbeSteering steering;
    private volatile long sent;

    EchoSender(EchoMultiplexer desk, ProbeSteering steering) {
        this.desk = desk;
        this.steering = steering;
    }

    MarkedEcho send(ProbeTask task, long nowNs) {
        count(1);
        return MarkedEcho.send(desk, steering, task, nowNs);
    }

    MarkTrace trace(ProbeTask task) {
        MarkTrace trace = MarkTrace.send(desk, steering, task);
        count(MarkTrace.HOPS);
        return trace;
    }

    /// How many requests have been sent. Any thread may call this.
    long sent() {
        return sent;
    }

    /// Only one thread increments the count.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(int requests) {
        sent += requests;
    }
}
