// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.balancer.log.Log;
import dev.baro.core.health.Condition;
import dev.baro.core.health.HealthChange;
import dev.baro.core.health.Layer;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import dev.baro.core.plan.Shortage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Logs changes of health. Ports of the same server that change for the same reason share a line.
final class HealthLog {
    private Suspicion suspicion = Suspicion.NONE;
    private Map<String, Shortage> shortages = Map.of();
    private ProberTime prober = ProberTime.NONE;

    /// The changes that share one log line.
    private record Line(Kind kind, String server, String vip, Verdict verdict, Layer where, String sent, String back) {}

    private enum Kind {
        SERVER_UP,
        SERVER_DOWN,
        SERVER_VERDICT,
        SERVER_HELD,
        SERVER_KEPT,
        NONE
    }

    void changed(List<HealthChange> changes) {
        Map<Line, List<String>> ports = new LinkedHashMap<>();
        for (HealthChange change : changes) {
            Line line = new Line(
                    kind(change.before(), change.after()),
                    change.member().server(),
                    change.member().vip(),
                    change.after().verdict(),
                    change.where(),
                    change.sent(),
                    change.back());
            ports.computeIfAbsent(line, _ -> new ArrayList<>())
                    .add(change.member().port());
        }
        ports.forEach(HealthLog::write);
    }

    void suspected(Suspicion newest, long nowNs) {
        if (newest.raised() && !suspicion.raised()) {
            Log.error(
                    "MASS_FAILURE_SUSPECTED",
                    "failing",
                    newest.failing(),
                    "of",
                    newest.of(),
                    "checks",
                    String.join("; ", newest.checks()),
                    "text",
                    newest.checks().isEmpty()
                            ? "so many failures together are more likely this balancer's own fault: the last good set"
                                    + " is kept"
                            : "no server has passed these checks since they were changed: the last good set is kept");
        }
        if (!newest.raised() && suspicion.raised()) {
            long seconds = Duration.ofNanos(nowNs - suspicion.sinceNs()).toSeconds();
            Log.info("MASS_FAILURE_OVER", "lasted_seconds", seconds);
        }
        suspicion = newest;
    }

    void prober(ProberTime newest, long nowNs) {
        if (newest.stalled() && !prober.stalled()) {
            Log.warning(
                    "PROBER_STALLED",
                    "stood_still_ms",
                    newest.recent().toMillis(),
                    "of_ms",
                    ProberTime.WINDOW.toMillis(),
                    "text",
                    "the prober gets too little CPU time, so failed servers are removed late; look at the load of"
                            + " this host: top -H");
        }
        if (!newest.stalled() && prober.stalled()) {
            long seconds = Duration.ofNanos(nowNs - prober.sinceNs()).toSeconds();
            Log.info("PROBER_RESUMED", "lasted_seconds", seconds);
        }
        prober = newest;
    }

    void shortages(List<Shortage> newest) {
        Map<String, Shortage> now = newest.stream()
                .collect(Collectors.toMap(Shortage::vip, shortage -> shortage, (a, _) -> a, LinkedHashMap::new));
        now.values().stream()
                .filter(shortage -> !shortages.containsKey(shortage.vip()))
                .forEach(shortage -> Log.error(
                        "VIP_SHORT", "vip", shortage.vip(), "usable", shortage.usable(), "need", shortage.need()));
        shortages.keySet().stream()
                .filter(vip -> !now.containsKey(vip))
                .forEach(vip -> Log.info("VIP_SERVED", "vip", vip));
        shortages = now;
    }

    void standingOut(Set<String> news) {
        news.forEach(who -> Log.warning(
                "CLIENTS_UNANSWERED",
                "server",
                who,
                "text",
                "clients repeat their SYNs far more often than those of its peers"));
    }

    private static Kind kind(MemberHealth before, MemberHealth after) {
        if (after.usable() && after.condition() == Condition.UP) {
            return before.usable() && before.condition() == Condition.UP ? Kind.NONE : Kind.SERVER_UP;
        }
        if (after.usable()) {
            return before.usable() && before.condition() == Condition.DOWN ? Kind.NONE : Kind.SERVER_KEPT;
        }
        return switch (after.condition()) {
            case UP -> before.word().equals(after.word()) ? Kind.NONE : Kind.SERVER_HELD;
            case UNKNOWN -> Kind.NONE;
            case DOWN ->
                before.usable() || before.condition() != Condition.DOWN ? Kind.SERVER_DOWN : verdictKind(before, after);
        };
    }

    private static Kind verdictKind(MemberHealth before, MemberHealth after) {
        return before.verdict() == after.verdict() || after.verdict() == Verdict.UNKNOWN
                ? Kind.NONE
                : Kind.SERVER_VERDICT;
    }

    private static void write(Line line, List<String> ports) {
        Object[] fields = {
            "server", line.server(),
            "vip", line.vip(),
            "ports", String.join(",", ports),
            "layer", line.where().word(),
            "verdict", line.verdict().word(),
            "sent", line.sent(),
            "back", line.back()
        };
        switch (line.kind()) {
            case NONE -> {}
            case SERVER_UP, SERVER_HELD -> Log.info(line.kind().name(), fields);
            case SERVER_DOWN, SERVER_VERDICT, SERVER_KEPT ->
                Log.warning(line.kind().name(), fields);
        }
    }
}
