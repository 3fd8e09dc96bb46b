// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.echo.EchoFlow;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.dataplane.probe.EchoSocket.Received;
import java.util.Optional;
import java.util.function.Consumer;

/// A probe that sends an echo request and waits for the reply.
final class EchoAttempt extends Attempt {
    private static final int TTL = 64;

    private final EchoFlow flow;

    EchoAttempt(ProbeContext net, ProbeTask task, Consumer<ProbeResult> then) {
        super(task, then);
        this.flow = new EchoFlow(net.echoes(), net.steering(), task, this::came);
    }

    @Override
    void start() {
        if (!flow.isOpen()) {
            end(Reply.VOID, "65,536 echo requests are under way");
            return;
        }
        switch (flow.send(TTL, 0)) {
            case YES -> {}
            case NO_ROUTE -> end(Reply.UNREACHABLE, "no route to " + task().server() + " on this host");
            case NOT -> end(Reply.VOID, "the request could not be sent");
        }
    }

    @Override
    Optional<Observation> evidence() {
        return Observation.evidence(task(), flow.seen());
    }

    @Override
    Observation silence() {
        return Observation.nothing(task());
    }

    @Override
    void release() {
        flow.release();
    }

    private void came(Received received) {
        switch (received.kind()) {
            case REPLY -> {
                if (flow.isReply(received)) {
                    end(Observation.answered(task(), flow.seen(), "echo reply from " + expected()));
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
