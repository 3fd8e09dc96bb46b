// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.Explanation;
import dev.baro.core.health.HopSeen;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.dataplane.probe.EchoSocket.Kind;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Request;
import dev.baro.dataplane.probe.EchoSocket.Sent;
import dev.baro.dataplane.probe.ProbeFlow;
import dev.baro.dataplane.probe.ProbeSteering;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Asks why: a marked probe, an unmarked one and pings beside them, all at the same moment, and marked echo requests
/// whose time to live ends at one router after the other, each of which quotes the mark as it came there.
final class PathInquiry {
    /// Further routers than this are beyond any network of one operator.
    private static final int MAX_HOPS = 16;

    private final ProbeContext net;
    private final InFlightProbes flight;
    private final ProbeTask task;
    private final Consumer<Explanation> then;
    private final TreeMap<Integer, HopSeen> hops = new TreeMap<>();
    private final EnumMap<Question, ProbeResult> answers = new EnumMap<>(Question.class);
    private boolean pathKnown;
    private int reachedAt = MAX_HOPS + 1;

    private enum Question {
        MARKED,
        UNMARKED,
        PING_VIP,
        PING_SERVER,
        PING_THROUGH_TUNNEL
    }

    private PathInquiry(ProbeContext net, InFlightProbes flight, ProbeTask task, Consumer<Explanation> then) {
        this.net = net;
        this.flight = flight;
        this.task = task;
        this.then = then;
    }

    static void begin(ProbeContext net, InFlightProbes flight, ProbeTask task, Consumer<Explanation> then) {
        PathInquiry inquiry = new PathInquiry(net, flight, task, then);
        inquiry.askRouters();
        inquiry.askServer();
    }

    /// Where probes go unmarked, one of each kind tells all there is.
    private void askServer() {
        boolean isPing = task.target().layer() == Layer.L3;
        ask(task, isPing ? List.of(Question.MARKED, Question.PING_VIP) : List.of(Question.MARKED));
        ask(with(task, false), isPing ? List.of(Question.UNMARKED, Question.PING_SERVER) : List.of(Question.UNMARKED));
        if (!isPing) {
            ask(ping(task.vip(), task.marked()), List.of(Question.PING_VIP));
            ask(ping(task.vip(), false), List.of(Question.PING_SERVER));
        }
        if (task.marked() && task.method() == ForwardingMethod.IPIP) {
            ask(ping(task.server(), true), List.of(Question.PING_THROUGH_TUNNEL));
        } else {
            answers.put(Question.PING_THROUGH_TUNNEL, ProbeResult.none(task.target()));
        }
        endIfComplete();
    }

    private void ask(ProbeTask probe, List<Question> questions) {
        flight.launch(probe, true, result -> {
            questions.forEach(question -> answers.put(question, result));
            endIfComplete();
        });
    }

    private void askRouters() {
        int id = task.marked() && task.method() == ForwardingMethod.DSCP
                ? net.echoes().take(this::heard)
                : -1;
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

    /// Once: the last answer may come while the questions are still being asked.
    private void endIfComplete() {
        if (pathKnown && answers.size() == Question.values().length) {
            Explanation.Pings pings = new Explanation.Pings(
                    answer(Question.PING_VIP), answer(Question.PING_SERVER), answer(Question.PING_THROUGH_TUNNEL));
            Explanation explanation = new Explanation(
                    answer(Question.MARKED),
                    answer(Question.UNMARKED),
                    pings,
                    List.copyOf(hops.headMap(reachedAt).values()));
            answers.clear();
            then.accept(explanation);
        }
    }

    private ProbeResult answer(Question question) {
        return Objects.requireNonNull(answers.get(question));
    }

    /// @param inside whom the ping is for, in a tunnel
    private ProbeTask ping(IpAddress inside, boolean marked) {
        ProbeTarget target = task.target();
        return new ProbeTask(
                new ProbeTarget(Layer.L3, target.server(), target.vip(), ""),
                task.server(),
                task.method(),
                inside,
                task.dscp(),
                marked,
                Protocol.TCP,
                0,
                new ApplicationCheck.None(),
                task.timing());
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
