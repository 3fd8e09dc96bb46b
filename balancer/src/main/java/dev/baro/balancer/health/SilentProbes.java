// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.balancer.marks.MarkedServers;
import dev.baro.balancer.probe.Probes;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ProberTime;
import java.util.List;
import java.util.function.Consumer;

/// A placeholder that probes nothing, used until there is a prober.
enum SilentProbes implements Probes {
    NONE;

    @Override
    public void probe(List<ProbeTask> tasks) {}

    @Override
    public void explain(ProbeTarget target, Consumer<Explanation> then) {}

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
}
