// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.Explanation;
import dev.baro.core.health.HopSeen;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.dataplane.probe.EchoSocket.Kind;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Request;
import dev.baro.dataplane.probe.EchoSocket.Sent;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Asks why: a marked probe, an unmarked one, and marked echo requests whose time to live ends at one
/// router after the other, each of which quotes the mark as it came there.
final class PathInquiry {
    /// Further routers than this are beyond any network of one operator.
    private static final int MAX_HOPS = 16;

    private final ProbeContext net;
    private final ProbeTask task;
    private final Consumer<Explanation> then;
    private final TreeMap<Integer, HopSeen> hops = new TreeMap<>();
    private Optional<ProbeResult> marked = Optional.empty();
    private Optional<ProbeResult> unmarked = Optional.empty();
    private boolean pathKnown;
    private int reachedAt = MAX_HOPS + 1;

    private PathInquiry(ProbeContext net, ProbeTask task, Consumer<Explanation> then) {
        this.net = net;
        this.task = task;
        this.then = then;
    }

    static void begin(ProbeContext net, InFlightProbes flight, ProbeTask task, Consumer<Explanation> then) {
        PathInquiry inquiry = new PathInquiry(net, with(task, true), then);
        inquiry.askRouters();
        flight.launch(with(task, true), true, result -> {
            inquiry.marked = Optional.of(result);
            inquiry.endIfComplete();
        });
        flight.launch(with(task, false), true, result -> {
            inquiry.unmarked = Optional.of(result);
            inquiry.endIfComplete();
        });
    }

    private void askRouters() {
        int id = task.method() == ForwardingMethod.DSCP ? net.echoes().take(this::heard) : -1;
        if (id < 0) {
            pathKnown = true;
            return;
        }
        ProbeFlow flow = ProbeContext.flow(task, net.echoes().flowToken(id));
        net.steering().steer(ProbeSteering.Kind.ICMP, id, flow);
        int tos = task.dscp().codePoint() << 2;
        long token = net.echoes().token(id);
        boolean going = true;
        for (int ttl = 1; going && ttl <= MAX_HOPS; ttl++) {
            going = net.echoes().send(new Request(task.server(), tos, ttl, id, ttl, token)) == Sent.YES;
        }
        net.wheel().at(System.nanoTime() + task.timing().timeout().toNanos(), () -> {
            net.steering().forget(ProbeSteering.Kind.ICMP, id, flow);
            net.echoes().giveBack(id);
            pathKnown = true;
            endIfComplete();
        });
    }

    /// The sequence number is the time to live that the request began with.
    private void heard(Received received) {
        if (received.kind() == Kind.TIME_EXCEEDED) {
            hops.put(
                    received.sequence(),
                    new HopSeen(received.sequence(), received.from().toString(), received.tos() >>> 2));
        } else {
            reachedAt = Math.min(reachedAt, received.sequence());
        }
    }

    private void endIfComplete() {
        if (marked.isPresent() && unmarked.isPresent() && pathKnown) {
            then.accept(new Explanation(
                    marked.get(),
                    unmarked.get(),
                    List.copyOf(hops.headMap(reachedAt).values())));
        }
    }

    private static ProbeTask with(ProbeTask task, boolean marked) {
        return new ProbeTask(
                task.target(),
                task.server(),
                task.method(),
                task.vip(),
                task.dscp(),
                marked,
                task.protocol(),
                task.port(),
                task.check(),
                task.timing());
    }
}
