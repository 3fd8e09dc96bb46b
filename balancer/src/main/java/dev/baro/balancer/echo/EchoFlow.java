// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.echo;

import dev.baro.core.health.ProbeTask;
import dev.baro.dataplane.probe.EchoSocket;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Request;
import dev.baro.dataplane.probe.EchoSocket.Sent;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering;
import dev.baro.dataplane.probe.ProbeSteering.Kind;
import java.util.function.Consumer;

/// Echo requests with one identifier, which are steered onto the path of a task until the flow is released.
/// Each flow has a new identifier, so that routers that hash the identifier use all equal paths in turn.
public final class EchoFlow {
    private final EchoMultiplexer desk;
    private final ProbeSteering steering;
    private final ProbeTask task;
    private final int id;
    private final ProbeFlow flow;

    /// @param taker the receiver of the flow's answers
    public EchoFlow(EchoMultiplexer desk, ProbeSteering steering, ProbeTask task, Consumer<Received> taker) {
        this.desk = desk;
        this.steering = steering;
        this.task = task;
        this.id = desk.take(taker);
        this.flow = new ProbeFlow(
                task.server(),
                task.vip(),
                task.port(),
                task.method(),
                task.marked(),
                isOpen() ? desk.flowToken(id) : 0);
        if (isOpen()) {
            steering.steer(Kind.ICMP, id, flow);
        }
    }

    /// Whether the flow has an identifier. If all identifiers are in use, it has none, and cannot send.
    public boolean isOpen() {
        return id >= 0;
    }

    /// @param ttl      1..255
    /// @param sequence the sequence number, 0..65,535
    public Sent send(int ttl, int sequence) {
        return desk.send(new Request(task.server(), task.tos(), ttl, id, sequence, desk.token(id)));
    }

    /// Whether this is the server's reply to the flow. The steering passes on a reply from the expected sender
    /// with the server's address as its source.
    public boolean isReply(Received received) {
        return received.kind() == EchoSocket.Kind.REPLY
                && received.token() == desk.token(id)
                && received.from().equals(task.server());
    }

    /// The answers that the steering has recorded.
    public ProbeFlow.Seen seen() {
        return steering.seen(Kind.ICMP, id);
    }

    /// Ends the flow, so that later answers are ignored.
    public void release() {
        if (isOpen()) {
            steering.forget(Kind.ICMP, id, flow);
            desk.giveBack(id);
        }
    }
}
