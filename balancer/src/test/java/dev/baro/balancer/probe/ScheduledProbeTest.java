// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.timer.TimerQueue;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// When the next probe of a target is due.
class ScheduledProbeTest {
    private static final long MS = 1_000_000;

    private final ProbeInterval rhythm = new ProbeInterval(new SplittableRandom(1));
    private final ScheduledProbe probe = new ScheduledProbe(task(4_000, 500), 0);
    private long nowNs;

    @Test
    void hurriesFromAFailureOnUntilEnoughHavePassed() {
        passes(5);
        assertThat(nextMs(Reply.EXPECTED)).isBetween(3_800L, 4_000L);

        assertThat(nextMs(Reply.NOTHING)).isBetween(475L, 500L);
        assertThat(nextMs(Reply.NOTHING)).isBetween(475L, 500L);
        assertThat(nextMs(Reply.EXPECTED)).isBetween(475L, 500L);
        assertThat(nextMs(Reply.EXPECTED)).isBetween(475L, 500L);
        assertThat(nextMs(Reply.EXPECTED)).isBetween(3_800L, 4_000L);
    }

    @Test
    void aNewTargetIsInDoubt() {
        assertThat(nextMs(Reply.EXPECTED)).isBetween(0L, 500L);
        assertThat(nextMs(Reply.EXPECTED)).isBetween(475L, 500L);
    }

    @Test
    void whatProvesNothingChangesNothing() {
        passes(5);

        assertThat(nextMs(Reply.VOID)).isLessThan(1_000L);
        assertThat(nextMs(Reply.EXPECTED)).isBetween(3_800L, 4_000L);
    }

    @Test
    void aShorterIntervalHoldsAtOnce() {
        passes(5);
        probe.waits(new TimerQueue().at(probe.dueNs(), () -> {}));

        assertThat(probe.become(task(4_000, 500), rhythm, nowNs)).isFalse();
        assertThat(probe.become(task(1_000, 1_000), rhythm, nowNs)).isTrue();
        assertThat(probe.dueNs() - nowNs).isBetween(0L, 1_000 * MS);
    }

    private void passes(int times) {
        for (int i = 0; i < times; i++) {
            nextMs(Reply.EXPECTED);
        }
    }

    /// Sends what is due and has it end 10 ms later.
    ///
    /// @return from that probe to the next
    private long nextMs(Reply reply) {
        nowNs = Math.max(nowNs, probe.dueNs());
        long sentNs = nowNs;
        probe.begins();
        probe.advance(rhythm, nowNs);
        nowNs += 10 * MS;
        probe.landed(reply, rhythm, nowNs);
        return (probe.dueNs() - sentNs) / MS;
    }

    private static ProbeTask task(long intervalMs, long fastMs) {
        IpAddress address = IpAddress.parse("198.51.100.1");
        return new ProbeTask(
                new ProbeTarget(Layer.L4, "web-1", "store", "http"),
                address,
                ForwardingMethod.DSCP,
                address,
                new Dscp(10),
                false,
                Protocol.TCP,
                80,
                new ApplicationCheck.None(),
                new ProbeTiming(
                        Duration.ofMillis(intervalMs), Duration.ofMillis(fastMs), Duration.ofMillis(400), 3, 2));
    }
}
