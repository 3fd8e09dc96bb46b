// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.marks.MarkedServers;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ProberTime;
import java.util.List;
import java.util.function.Consumer;

/// Sends probes, each target in its own rhythm, and tells what came back. It knows nothing of rise, fall and verdicts.
/// Results arrive on threads of its own; who takes them must not block.
public interface Probes extends AutoCloseable {
    /// From now on exactly these targets are probed. A target that was probed before keeps its rhythm.
    /// Files that checks name are read, and blocked for.
    void probe(List<ProbeTask> tasks);

    /// Sends one marked and one unmarked probe, and asks the routers between where they answer. The explanation comes
    /// within twice the timeout of the target; nothing comes for a target that is not probed.
    void explain(ProbeTarget target, Consumer<Explanation> then);

    /// Sends one probe beside those of the targets.
    ///
    /// @param then called once, with nothing learnt where nothing probes
    default void once(ProbeTask task, Consumer<ProbeResult> then) {
        then.accept(ProbeResult.none(task.target()));
    }

    /// How much time it gets. For any thread; never waits.
    ProberTime time();

    /// Probes these targets now instead of when they are due. Nothing happens to one that is being probed, or
    /// is not probed at all.
    void hurry(List<ProbeTarget> targets);

    /// The marked paths to be watched from now on.
    void watchMarks(List<MarkedServers> paths);

    /// What is known of them. For any thread; never waits.
    MarkReport marks();

    @Override
    void close();
}
