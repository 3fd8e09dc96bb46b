// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Request;
import dev.baro.dataplane.probe.ProbeSteering;
import dev.baro.dataplane.probe.ProbeSteering.Kind;
import java.util.Optional;
import java.util.function.Consumer;

/// An echo request and its reply.
final class EchoAttempt extends Attempt {
    private static final int TTL = 64;

    private final EchoMultiplexer desk;
    private final ProbeSteering steering;
    private int id = -1;

    EchoAttempt(ProbeContext net, ProbeTask task, Consumer<ProbeResult> then) {
        super(task, then);
        this.desk = net.echoes();
        this.steering = net.steering();
    }

    @Override
    void start() {
        id = desk.take(this::came);
        if (id < 0) {
            end(Reply.VOID, "65,536 echo requests are under way");
            return;
        }
        steering.steer(Kind.ICMP, id, ProbeContext.flow(task(), desk.flowToken(id)));
        switch (desk.send(new Request(task().server(), tos(), TTL, id, 0, desk.token(id)))) {
            case YES -> {}
            case NO_ROUTE -> end(Reply.UNREACHABLE, "no route to " + task().server() + " on this host");
            case NOT -> end(Reply.VOID, "the request could not be sent");
        }
    }

    @Override
    Optional<Observation> evidence() {
        return Observation.evidence(task(), steering.seen(Kind.ICMP, id));
    }

    @Override
    Observation silence() {
        return Observation.nothing(task());
    }

    @Override
    void release() {
        if (id >= 0) {
            steering.forget(Kind.ICMP, id, ProbeContext.flow(task(), desk.flowToken(id)));
            desk.giveBack(id);
        }
    }

    /// The steering has turned the VIP's address into the server's.
    private void came(Received received) {
        switch (received.kind()) {
            case REPLY -> {
                if (received.token() == desk.token(id) && received.from().equals(task().server())) {
                    end(Observation.answered(task(), steering.seen(Kind.ICMP, id), "echo reply from " + expected()));
                }
            }
            case UNREACHABLE -> end(Observation.error(task(), received.code(), received.from()));
            case NO_TUNNEL ->
                end(
                        received.from().equals(task().server()) ? Reply.NO_TUNNEL : Reply.PROHIBITED,
                        "IP protocol of the tunnel unreachable, from " + received.from());
            case TIME_EXCEEDED -> end(Reply.UNREACHABLE, "time exceeded at " + received.from());
        }
    }
}
