// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.echo.EchoMultiplexer;
import dev.baro.core.dscp.MarkFault;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.dscp.MarkedPath;
import dev.baro.dataplane.probe.ProbeSteering;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Watches the marks on the way to each data centre. For each data centre, mark and IP version, it sends a
/// request every 50 ms to one of two real servers, so that a path that begins to lose, change or drop a mark is
/// detected within 300 ms plus a few round trips. All methods except [#report()] may only be called by the
/// thread that calls [#step(long)].
public final class MarkWatch {
    private static final long INTERVAL_NS = Duration.ofMillis(50).toNanos();

    /// The interval between requests on a path. With more than 200 paths, each path is probed less often, so
    /// that the total is 4,000 requests a second.
    private static final long INTERVAL_NS_PER_PATH = Duration.ofMillis(1).toNanos() / 4;

    private static final long IDLE_NS = Duration.ofSeconds(1).toNanos();

    private final EchoSender sender;
    private final Map<MarkedPath, WatchedPath> paths = new LinkedHashMap<>();
    private volatile List<MarkedPath> watched = List.of();
    private volatile Map<MarkedPath, MarkFault> faults = Map.of();
    private long intervalNs = INTERVAL_NS;

    public MarkWatch(EchoMultiplexer desk, ProbeSteering steering) {
        this.sender = new EchoSender(desk, steering);
    }

    /// Replaces the set of watched paths. Paths that remain in the set keep their state.
    public void watch(List<MarkedServers> ends, long nowNs) {
        Map<MarkedPath, MarkedServers> wanted = new LinkedHashMap<>();
        ends.forEach(each -> wanted.put(each.path(), each));
        long interval = Math.max(INTERVAL_NS, wanted.size() * INTERVAL_NS_PER_PATH);
        boolean sameRhythm = interval == intervalNs;
        intervalNs = interval;
        paths.entrySet().removeIf(known -> {
            boolean over = !sameRhythm || !wanted.containsKey(known.getKey());
            if (over) {
                known.getValue().release();
            }
            return over;
        });
        long phaseNs = 0;
        for (MarkedServers each : wanted.values()) {
            WatchedPath known = paths.get(each.path());
            if (known == null) {
                paths.put(each.path(), new WatchedPath(sender, each, interval, nowNs + phaseNs));
                phaseNs += interval / wanted.size();
            } else {
                known.become(each);
            }
        }
        watched = List.copyOf(paths.keySet());
        tell();
    }

    /// Sends due requests, and judges received answers.
    ///
    /// @return the time of the next call
    public long step(long nowNs) {
        long nextNs = nowNs + IDLE_NS;
        boolean changed = false;
        for (WatchedPath path : paths.values()) {
            if (path.dueNs() - nowNs <= 0) {
                Optional<MarkFault> before = path.fault();
                path.step(nowNs);
                changed |= !before.equals(path.fault());
            }
            nextNs = Math.min(nextNs, path.dueNs());
        }
        if (changed) {
            tell();
        }
        return nextNs;
    }

    /// The current report. Any thread may call this. Never blocks.
    public MarkReport report() {
        return new MarkReport(watched, sender.sent(), faults);
    }

    private void tell() {
        Map<MarkedPath, MarkFault> all = new HashMap<>();
        paths.forEach((path, known) -> known.fault().ifPresent(fault -> all.put(path, fault)));
        faults = Map.copyOf(all);
    }
}
