// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import dev.baro.balancer.marks.MarkedServers;
import dev.baro.balancer.probe.Probes;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.HopSeen;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.Reply;
import java.util.List;
import java.util.function.Consumer;

/// Probes that are answered at once, four times each; the mark is lost on the way to store-web-a02.
record AnsweringProbes(Consumer<ProbeResult> results) implements Probes {
    private static final int TIMES = 4;

    @Override
    public void probe(List<ProbeTask> tasks) {
        for (int i = 0; i < TIMES; i++) {
            tasks.forEach(task -> results.accept(marked(task.target())));
        }
    }

    @Override
    public void explain(ProbeTarget target, Consumer<Explanation> then) {
        long nowNs = System.nanoTime();
        ProbeResult unmarked =
                new ProbeResult(target, Reply.EXPECTED, "SYN+ACK from 198.51.100.2", nowNs - 700_000, nowNs);
        then.accept(new Explanation(
                marked(target),
                unmarked,
                new Explanation.Pings(marked(target), unmarked, ProbeResult.none(target)),
                List.of(new HopSeen(1, "192.0.2.1", 10), new HopSeen(2, "192.0.2.9", 0))));
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
    public void hurry(List<ProbeTarget> targets) {}

    @Override
    public void close() {}

    private static ProbeResult marked(ProbeTarget target) {
        long nowNs = System.nanoTime();
        return target.server().equals("store-web-a02")
                ? new ProbeResult(target, Reply.FROM_REAL_ADDRESS, "SYN+ACK from 198.51.100.2", nowNs - 700_000, nowNs)
                : new ProbeResult(target, Reply.EXPECTED, "SYN+ACK from 203.0.113.100", nowNs - 700_000, nowNs);
    }
}
