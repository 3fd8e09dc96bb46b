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

/// Sends probes to each target at its own interval, and reports replies. It is independent of rise, fall and
/// verdicts. Results arrive on its own threads, and their receiver must not block.
public interface Probes extends AutoCloseable {
    /// Replaces the probed targets. An existing target keeps its rhythm. Blocks while it reads
    /// the files of checks.
    void probe(List<ProbeTask> tasks);

    /// Sends one marked and one unmarked probe, and queries the routers in between if they answer. The
    /// explanation arrives within twice the timeout of the target; a target that is not probed gets none.
    void explain(ProbeTarget target, Consumer<Explanation> then);

    /// Sends one probe beside the targets' probes.
    ///
    /// @param then the callback, called once; without a prober, its result is empty
    default void once(ProbeTask task, Consumer<ProbeResult> then) {
        then.accept(ProbeResult.none(task.target()));
    }

    /// The time that it gets. Any thread may call this. Never waits.
    ProberTime time();

    /// Probes these targets immediately. A target that is being probed, or is unknown, is unaffected.
    void hurry(List<ProbeTarget> targets);

    /// Replaces the watched marked paths.
    void watchMarks(List<MarkedServers> paths);

    /// Their state. Any thread may call this. Never blocks.
    MarkReport marks();

    @Override
    void close();
}
