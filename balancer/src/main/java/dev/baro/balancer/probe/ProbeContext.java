// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.balancer.timer.TimerQueue;
import dev.baro.balancer.tls.TlsClient;
import dev.baro.balancer.tls.TlsWorkers;
import dev.baro.core.health.ProbeTask;
import dev.baro.dataplane.probe.NeighbourSocket;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/// The objects that all attempts of one loop share.
///
/// @param scratch a buffer for reads, whose content the next attempt overwrites
record ProbeContext(
        Selector selector,
        ProbeSteering steering,
        EchoMultiplexer echoes,
        NeighbourSocket neighbours,
        TlsClient tls,
        TlsWorkers workers,
        TimerQueue timers,
        ByteBuffer scratch) {

    private static final long LAST_PACKETS_NS = 1_000_000_000;

    static ProtocolFamily family(ProbeTask task) {
        return task.server().isV4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /// @param token the token that distinguishes this probe from the previous one with the same number
    static ProbeFlow flow(ProbeTask task, int token) {
        return new ProbeFlow(task.server(), task.vip(), task.port(), task.method(), task.marked(), token);
    }

    /// Removes a flow once its closing packets and packets still in transit have passed.
    void forgetLater(ProbeSteering.Kind kind, int number, ProbeFlow flow) {
        timers.after(System.nanoTime(), LAST_PACKETS_NS, () -> steering.forget(kind, number, flow));
    }
}
