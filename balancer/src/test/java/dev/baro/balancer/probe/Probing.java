// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.Explanation;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.health.Verdict;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A prober on the balancer of a network, and single probes by it.
final class Probing implements AutoCloseable {
    private static final ProbeTiming TIMING = new ProbeTiming(Duration.ofSeconds(1), Duration.ofMillis(400), 1, 1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// What of a server is asked; port 0 where no port is.
    private record Asked(Protocol protocol, int port, ApplicationCheck check) {
        private static final Asked NOTHING = new Asked(Protocol.TCP, 0, new ApplicationCheck.None());
    }

    private final Map<ProbeTarget, BlockingQueue<ProbeResult>> waiting = new ConcurrentHashMap<>();
    private final Prober prober;

    private Probing(String balancer) {
        prober = InNetwork.call(
                balancer,
                () -> Prober.start(
                        List.of("eth0"),
                        List.of(IpAddress.parse("10.10.0.11"), IpAddress.parse("2001:db8:10::11")),
                        this::came));
    }

    static Probing on(ProbeNetwork network) {
        return new Probing(network.lb());
    }

    /// @param balancer its namespace
    static Probing in(String balancer) {
        return new Probing(balancer);
    }

    Prober prober() {
        return prober;
    }

    /// The next result that proves anything.
    ProbeResult next(ProbeTask task) throws InterruptedException {
        BlockingQueue<ProbeResult> queue = new ArrayBlockingQueue<>(8);
        waiting.put(task.target(), queue);
        prober.probe(List.of(task));
        ProbeResult result = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        waiting.clear();
        prober.probe(List.of());
        if (result == null) {
            throw new AssertionError("no result of " + task.target());
        }
        return result;
    }

    /// What comes within a moment when a target whose next turn is an hour away is hurried twice.
    List<ProbeResult> hurried(ProbeTask task) throws InterruptedException {
        BlockingQueue<ProbeResult> queue = new ArrayBlockingQueue<>(8);
        waiting.put(task.target(), queue);
        prober.probe(List.of(hourly(task)));
        List<ProbeResult> all = new ArrayList<>();
        for (int turn = 0; turn < 3; turn++) {
            ProbeResult result = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (result != null) {
                all.add(result);
            }
            prober.hurry(List.of(task.target()));
        }
        waiting.clear();
        prober.probe(List.of());
        return List.copyOf(all);
    }

    private static ProbeTask hourly(ProbeTask task) {
        return new ProbeTask(
                task.target(),
                task.server(),
                task.method(),
                task.vip(),
                task.dscp(),
                task.marked(),
                task.protocol(),
                task.port(),
                task.check(),
                new ProbeTiming(Duration.ofHours(1), Duration.ofMillis(400), 1, 1));
    }

    /// The next one that proves anything: on a busy machine the prober may stand still for a moment.
    Explanation explain(ProbeTask task) throws InterruptedException {
        Explanation explanation = explainOnce(task);
        for (int again = 0; again < 5 && provesNothing(explanation); again++) {
            explanation = explainOnce(task);
        }
        return explanation;
    }

    /// What is found out about all of them side by side, each under another name; what proves
    /// nothing is asked again.
    Map<String, Verdict> verdicts(Map<String, ProbeTask> tasks) throws InterruptedException {
        Map<String, Verdict> known = new TreeMap<>();
        for (int round = 0; round < 5 && known.size() < tasks.size(); round++) {
            Map<String, ProbeTask> open = new TreeMap<>(tasks);
            open.keySet().removeAll(known.keySet());
            verdictsOnce(open).forEach((name, verdict) -> {
                if (verdict != Verdict.UNKNOWN) {
                    known.put(name, verdict);
                }
            });
        }
        return known;
    }

    private Map<String, Verdict> verdictsOnce(Map<String, ProbeTask> tasks) throws InterruptedException {
        BlockingQueue<Map.Entry<String, Verdict>> queue = new ArrayBlockingQueue<>(tasks.size());
        List<ProbeTask> renamed = new ArrayList<>();
        tasks.forEach((name, task) -> renamed.add(as(name, task)));
        prober.probe(renamed);
        for (ProbeTask task : renamed) {
            prober.explain(task.target(), explanation -> {
                Verdict verdict = explanation.verdict(task, Reply.NOTHING);
                boolean _ = queue.offer(Map.entry(task.target().server(), verdict));
            });
        }
        Map<String, Verdict> verdicts = new TreeMap<>();
        while (verdicts.size() < tasks.size()) {
            var one = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (one == null) {
                throw new AssertionError("explained are only " + verdicts.keySet() + " of " + tasks.keySet());
            }
            verdicts.put(one.getKey(), one.getValue());
        }
        prober.probe(List.of());
        return verdicts;
    }

    private static ProbeTask as(String name, ProbeTask task) {
        ProbeTarget target = task.target();
        return new ProbeTask(
                new ProbeTarget(target.layer(), name, target.vip(), target.port()),
                task.server(),
                task.method(),
                task.vip(),
                task.dscp(),
                task.marked(),
                task.protocol(),
                task.port(),
                task.check(),
                task.timing());
    }

    private static boolean provesNothing(Explanation explanation) {
        return explanation.marked().reply() == Reply.VOID
                || explanation.unmarked().reply() == Reply.VOID;
    }

    private Explanation explainOnce(ProbeTask task) throws InterruptedException {
        BlockingQueue<Explanation> queue = new ArrayBlockingQueue<>(8);
        prober.probe(List.of(task));
        prober.explain(task.target(), explanation -> {
            boolean _ = queue.offer(explanation);
        });
        Explanation explanation = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        prober.probe(List.of());
        if (explanation == null) {
            throw new AssertionError("no explanation of " + task.target());
        }
        return explanation;
    }

    static ProbeTask echo(IpAddress server, IpAddress vip) {
        return task(Layer.L3, server, vip, Asked.NOTHING);
    }

    static ProbeTask neighbour(IpAddress server) {
        return task(Layer.L2, server, server, Asked.NOTHING);
    }

    static ProbeTask tcp(IpAddress server, IpAddress vip, int port) {
        return task(Layer.L4, server, vip, new Asked(Protocol.TCP, port, new ApplicationCheck.None()));
    }

    static ProbeTask udp(IpAddress server, IpAddress vip, int port, ApplicationCheck check) {
        return task(Layer.L4, server, vip, new Asked(Protocol.UDP, port, check));
    }

    static ProbeTask http(IpAddress server, IpAddress vip, int port, ApplicationCheck.Http check) {
        return task(Layer.L7, server, vip, new Asked(Protocol.TCP, port, check));
    }

    /// Over UDP at L4, over TCP at L7.
    static ProbeTask dns(IpAddress server, IpAddress vip, Protocol protocol, ApplicationCheck.Dns check) {
        Layer layer = protocol == Protocol.UDP ? Layer.L4 : Layer.L7;
        return task(layer, server, vip, new Asked(protocol, 53, check));
    }

    static ProbeTask by(ForwardingMethod method, ProbeTask task) {
        return new ProbeTask(
                task.target(),
                task.server(),
                method,
                task.vip(),
                task.dscp(),
                true,
                task.protocol(),
                task.port(),
                task.check(),
                task.timing());
    }

    @Override
    public void close() {
        prober.close();
    }

    private static ProbeTask task(Layer layer, IpAddress server, IpAddress vip, Asked asked) {
        String port = asked.port == 0 ? "" : "p" + asked.port;
        return new ProbeTask(
                new ProbeTarget(layer, "web", layer == Layer.L2 ? "" : "app", port),
                server,
                ForwardingMethod.DSCP,
                vip,
                new Dscp(10),
                true,
                asked.protocol,
                asked.port,
                asked.check,
                TIMING);
    }

    private void came(ProbeResult result) {
        BlockingQueue<ProbeResult> queue = waiting.get(result.target());
        if (queue != null && result.reply() != dev.baro.core.health.Reply.VOID) {
            boolean _ = queue.offer(result);
        }
    }
}
