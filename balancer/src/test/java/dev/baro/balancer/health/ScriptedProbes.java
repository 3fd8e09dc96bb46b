// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.balancer.marks.MarkedServers;
import dev.baro.balancer.probe.Probes;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.HopSeen;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.Reply;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Probes whose replies the test has written down: one of every target for each [#round].
public final class ScriptedProbes implements Probes {
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Map<String, Reply> unmarked = new ConcurrentHashMap<>();
    private final Queue<ProbeTarget> hurried = new ConcurrentLinkedQueue<>();
    private volatile List<ProbeTask> tasks = List.of();
    private volatile Consumer<ProbeResult> results = _ -> {};
    private volatile boolean closed;
    private final AtomicInteger told = new AtomicInteger();

    public Probes start(Consumer<ProbeResult> takesResults) {
        results = takesResults;
        return this;
    }

    List<ProbeTask> tasks() {
        return tasks;
    }

    /// How often it was told what to probe.
    int told() {
        return told.get();
    }

    List<ProbeTarget> hurried() {
        return List.copyOf(hurried);
    }

    boolean closed() {
        return closed;
    }

    /// @param server whose every probe is answered so from now on
    public void script(String server, Reply marked, Reply unmarkedReply) {
        replies.put(server, marked);
        unmarked.put(server, unmarkedReply);
    }

    public void rounds(int times) {
        for (int i = 0; i < times; i++) {
            tasks.forEach(task -> results.accept(result(task.target(), replies)));
        }
    }

    void round(Layer layer) {
        tasks.stream()
                .filter(task -> task.target().layer() == layer)
                .forEach(task -> results.accept(result(task.target(), replies)));
    }

    @Override
    public void probe(List<ProbeTask> newest) {
        tasks = newest;
        int _ = told.incrementAndGet();
    }

    @Override
    public void explain(ProbeTarget target, Consumer<Explanation> then) {
        ProbeResult marked = result(target, replies);
        ProbeResult other = result(target, unmarked);
        then.accept(new Explanation(
                marked,
                other,
                new Explanation.Pings(marked, other, ProbeResult.none(target)),
                List.of(new HopSeen(1, "192.0.2.1", 0))));
    }

    @Override
    public void watchMarks(List<MarkedServers> paths) {}

    @Override
    public MarkReport marks() {
        return MarkReport.NONE;
    }

    @Override
    public ProberTime time() {
        return ProberTime.NONE;
    }

    @Override
    public void hurry(List<ProbeTarget> targets) {
        hurried.addAll(targets);
    }

    @Override
    public void close() {
        closed = true;
    }

    private static ProbeResult result(ProbeTarget target, Map<String, Reply> script) {
        Reply reply = script.getOrDefault(target.server(), Reply.EXPECTED);
        long nowNs = System.nanoTime();
        return new ProbeResult(target, reply, reply + " by script", nowNs - 1_500_000, nowNs);
    }
}
