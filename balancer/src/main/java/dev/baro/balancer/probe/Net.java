// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProbeTask;
import dev.baro.dataplane.NeighbourSocket;
import dev.baro.dataplane.ProbeFlow;
import dev.baro.dataplane.ProbeSteering;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.Selector;

/// What the attempts of one loop share.
record Net(
        Selector selector,
        ProbeSteering steering,
        EchoDesk echoes,
        NeighbourSocket neighbours,
        TlsClient tls,
        Wheel wheel) {

    static ProtocolFamily family(ProbeTask task) {
        return task.server().isV4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    static ProbeFlow flow(ProbeTask task) {
        return new ProbeFlow(task.server(), task.vip(), task.port(), task.method(), task.marked());
    }
}
