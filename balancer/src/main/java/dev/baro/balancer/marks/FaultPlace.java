// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.core.dscp.MarkFault;
import dev.baro.core.health.HopSeen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Asks the routers of a path where its fault is. Where there are several equal ways, and the one that was asked about
/// is good, it asks about others.
final class FaultPlace {
    private static final int MOST_TIMES = 3;
    private static final long LEAST_NS = Duration.ofMillis(250).toNanos();

    private final EchoSender sender;
    private final MarkSample sample;
    private final MarkFault.Kind kind;
    private MarkTrace marked;
    private Optional<MarkTrace> unmarked;
    private long dueNs;
    private int times;

    FaultPlace(EchoSender sender, MarkSample sample, MarkFault.Kind kind, long nowNs) {
        this.sender = sender;
        this.sample = sample;
        this.kind = kind;
        this.marked = sender.trace(sample.task());
        this.unmarked = Optional.empty();
        ask(nowNs);
    }

    /// @return the place in words, once it is known or no longer asked for
    Optional<String> look(long nowNs) {
        if (nowNs - dueNs < 0) {
            return Optional.empty();
        }
        List<HopSeen> marks = marked.hops();
        List<HopSeen> without = unmarked.map(MarkTrace::hops).orElse(List.of());
        release();
        int sent = sample.task().dscp().codePoint();
        boolean shown = kind == MarkFault.Kind.DROPPED
                ? PlaceText.isDropShown(marks, without)
                : PlaceText.isChangeShown(sent, marks);
        if (!shown && times < MOST_TIMES) {
            marked = sender.trace(sample.task());
            ask(nowNs);
            return Optional.empty();
        }
        return Optional.of(
                kind == MarkFault.Kind.DROPPED ? PlaceText.ofDrop(marks, without) : PlaceText.ofChange(sent, marks));
    }

    void release() {
        marked.release();
        unmarked.ifPresent(MarkTrace::release);
        unmarked = Optional.empty();
    }

    private void ask(long nowNs) {
        times++;
        if (kind == MarkFault.Kind.DROPPED) {
            unmarked = Optional.of(sender.trace(sample.task().withMark(false)));
        }
        dueNs = nowNs + Math.max(LEAST_NS, 2 * sample.roundTripNs());
    }
}
