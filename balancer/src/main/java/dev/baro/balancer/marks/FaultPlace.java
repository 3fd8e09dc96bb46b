// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.core.dscp.MarkFault;
import dev.baro.core.health.HopSeen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Queries the routers on a path to locate its fault. If there are several equal paths and the queried path is
/// good, another path is queried.
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

    /// The answers to all marked requests so far, by the router's distance.
    private final Map<Integer, HopSeen> ofMarked = new TreeMap<>();

    private final Map<Integer, HopSeen> ofUnmarked = new TreeMap<>();

    FaultPlace(EchoSender sender, MarkSample sample, MarkFault.Kind kind, long nowNs) {
        this.sender = sender;
        this.sample = sample;
        this.kind = kind;
        this.marked = sender.trace(sample.task());
        this.unmarked = Optional.empty();
        ask(nowNs);
    }

    /// @return a description of the place where the fault is, once it is known or the search has ended
    Optional<String> look(long nowNs) {
        if (nowNs - dueNs < 0) {
            return Optional.empty();
        }
        List<HopSeen> marks = marked.hops();
        List<HopSeen> without = unmarked.map(MarkTrace::hops).orElse(List.of());
        release();
        marks.forEach(hop -> ofMarked.put(hop.distance(), hop));
        without.forEach(hop -> ofUnmarked.put(hop.distance(), hop));
        Optional<String> shown = shown(marks, without);
        if (shown.isEmpty() && times < MOST_TIMES) {
            marked = sender.trace(sample.task());
            ask(nowNs);
            return Optional.empty();
        }
        return shown.or(() -> Optional.of(
                kind == MarkFault.Kind.DROPPED
                        ? PlaceText.ofDrop(nearestFirst(ofMarked), nearestFirst(ofUnmarked))
                        : PlaceText.ofChange(sent(), nearestFirst(ofMarked))));
    }

    /// To locate a change in the mark, the answers to all requests are combined, because routers answer only
    /// some requests (Linux: one a second, `icmp_ratelimit`). To locate where marked packets stop, a single
    /// pair of requests is used, because other requests may take a good path.
    private Optional<String> shown(List<HopSeen> marks, List<HopSeen> without) {
        if (kind == MarkFault.Kind.DROPPED) {
            return PlaceText.isDropShown(marks, without)
                    ? Optional.of(PlaceText.ofDrop(marks, without))
                    : Optional.empty();
        }
        return PlaceText.isChangeShown(sent(), marks)
                ? Optional.of(PlaceText.ofChange(sent(), nearestFirst(ofMarked)))
                : Optional.empty();
    }

    private int sent() {
        return sample.task().dscp().codePoint();
    }

    private static List<HopSeen> nearestFirst(Map<Integer, HopSeen> hops) {
        return List.copyOf(hops.values());
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
