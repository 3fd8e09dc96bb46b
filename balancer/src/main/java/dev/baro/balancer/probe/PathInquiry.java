// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.marks.MarkTrace;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Investigates a failure with a marked probe, an unmarked probe and pings, all at the same moment,
/// and with marked echo requests whose TTL expires at successive routers, each of which quotes the
/// mark as it arrived there.
final class PathInquiry {
    private final ProbeContext net;
    private final InFlightProbes flight;
    private final ProbeTask task;
    private final Consumer<Explanation> then;
    private final EnumMap<Question, ProbeResult> answers = new EnumMap<>(Question.class);
    private List<HopSeen> hops = List.of();
    private boolean pathKnown;

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

    /// Sends each kind of probe to the server only once, because unmarked probes of the
    /// same kind are identical.
    private void askServer() {
        boolean isPing = task.target().layer() == Layer.L3;
        ask(task, isPing ? List.of(Question.MARKED, Question.PING_VIP) : List.of(Question.MARKED));
        ask(
                task.withMark(false),
                isPing ? List.of(Question.UNMARKED, Question.PING_SERVER) : List.of(Question.UNMARKED));
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
        if (!task.marked() || task.method() != ForwardingMethod.DSCP) {
            pathKnown = true;
            return;
        }
        MarkTrace trace = MarkTrace.send(net.echoes(), net.steering(), task);
        if (!trace.isSent()) {
            pathKnown = true;
            return;
        }
        net.timers().at(System.nanoTime() + task.timing().timeout().toNanos(), () -> {
            trace.release();
            hops = trace.hops();
            pathKnown = true;
            endIfComplete();
        });
    }

    /// Reports the explanation only once, because the last answer may arrive while requests
    /// are still being sent.
    private void endIfComplete() {
        if (pathKnown && answers.size() == Question.values().length) {
            Explanation.Pings pings = new Explanation.Pings(
                    answer(Question.PING_VIP), answer(Question.PING_SERVER), answer(Question.PING_THROUGH_TUNNEL));
            Explanation explanation = new Explanation(answer(Question.MARKED), answer(Question.UNMARKED), pings, hops);
            answers.clear();
            then.accept(explanation);
        }
    }

    private ProbeResult answer(Question question) {
        return Objects.requireNonNull(answers.get(question));
    }

    /// @param inside the ping's inner destination address, if it is sent through a tunnel
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
}
