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

/// Sends probes to each target at its own interval, and reports replies. Rise, fall and verdicts are handled
/// elsewhere. Results arrive on the prober's threads, and their receiver must not block.
public interface Probes extends AutoCloseable {
    /// Replaces the set of probed targets. A target that remains in the set keeps its schedule. Blocks while it
    /// reads the files of checks.
    void probe(List<ProbeTask> tasks);

    /// Sends one marked and one unmarked probe, and queries the routers on the path if they answer.
    /// The explanation arrives within twice the timeout of the target; there is none for a target
    /// that is not probed.
    void explain(ProbeTarget target, Consumer<Explanation> then);

    /// Sends a single probe, in addition to the regular probes of targets.
    ///
    /// @param then the callback, called once; without a prober, its result is empty
    default void once(ProbeTask task, Consumer<ProbeResult> then) {
        then.accept(ProbeResult.none(task.target()));
    }

    /// The prober's CPU time. Any thread may call this. Never waits.
    ProberTime time();

    /// Probes these targets immediately. Has no effect on a target that is being probed or is unknown.
    void hurry(List<ProbeTarget> targets);

    /// Replaces the set of marked paths to watch.
    void watchMarks(List<MarkedServers> paths);

    /// The state of the watched paths. Any thread may call this. Never blocks.
    MarkReport marks();

    @Override
    void close();
}
