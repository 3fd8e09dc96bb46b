// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.balancer.health.ProbeCounts.OfLayer;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.Reply;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// Counts the results of probes and passes them on. Any thread may call this.
public final class ProbeCounter {
    private final Map<Layer, Tally> tallies = new EnumMap<>(Layer.class);

    private static final class Tally {
        final Map<Reply, Long> replies = new EnumMap<>(Reply.class);
        final long[] answered = new long[ProbeCounts.BOUNDS.size() + 1];
        long tookNs;

        void add(ProbeResult result) {
            replies.merge(result.reply(), 1L, Long::sum);
            if (result.reply().passed()) {
                long ns = Math.max(0, result.endedNs() - result.sentNs());
                answered[bucket(ns)]++;
                tookNs += ns;
            }
        }

        private static int bucket(long ns) {
            int bucket = 0;
            while (bucket < ProbeCounts.BOUNDS.size()
                    && ns > ProbeCounts.BOUNDS.get(bucket).toNanos()) {
                bucket++;
            }
            return bucket;
        }

        OfLayer counts() {
            return new OfLayer(replies, Arrays.stream(answered).boxed().toList(), Duration.ofNanos(tookNs));
        }
    }

    /// @return a consumer that counts each result and passes it on
    public Consumer<ProbeResult> before(Consumer<ProbeResult> judge) {
        return result -> {
            add(result);
            judge.accept(result);
        };
    }

    private synchronized void add(ProbeResult result) {
        tallies.computeIfAbsent(result.target().layer(), _ -> new Tally()).add(result);
    }

    public synchronized ProbeCounts counts() {
        Map<Layer, OfLayer> layers = new EnumMap<>(Layer.class);
        tallies.forEach((layer, tally) -> layers.put(layer, tally.counts()));
        return new ProbeCounts(layers);
    }
}
