// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Probes that an operator requests, sent by the prober that probes the real servers. They do not affect
/// any server's health. Thread-safe.
public final class SingleProbes {
    /// Added to the probe's own timeout, in case the prober no longer answers.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private volatile @Nullable Probes probes;

    /// Wraps a factory, so that its prober can also send single probes.
    public ProberFactory keeping(ProberFactory prober) {
        return prober.equals(ProberFactory.NONE)
                ? prober
                : (interfaces, sources, results) -> {
                    Probes started = prober.start(interfaces, sources, results);
                    probes = started;
                    return started;
                };
    }

    /// Whether there is a prober that can send single probes.
    public boolean possible() {
        return probes != null;
    }

    /// @return [ProbeResult#none] if there is no result
    public CompletableFuture<ProbeResult> send(ProbeTask task) {
        CompletableFuture<ProbeResult> result = new CompletableFuture<>();
        Probes asked = probes;
        if (asked == null) {
            result.complete(ProbeResult.none(task.target()));
        } else {
            asked.once(task, result::complete);
        }
        return result.completeOnTimeout(
                ProbeResult.none(task.target()),
                task.timing().timeout().plus(GRACE).toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
