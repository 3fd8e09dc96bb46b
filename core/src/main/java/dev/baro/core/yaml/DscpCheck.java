// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import dev.baro.core.dscp.Conflict;
import dev.baro.core.dscp.Conflicts;
import dev.baro.core.dscp.MarkedVip;
import dev.baro.core.dscp.TakenDscps;
import dev.baro.core.model.Dscp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Checks the DSCPs of the VIPs: in range, distinct on every server, and not used by other traffic.
public final class DscpCheck {
    private static final int SUGGESTED = 3;

    /// The maximum number of conflicts with suggestions: if there are more, most of them have the same cause.
    private static final int MAX_SUGGESTIONS = 100;

    private DscpCheck() {}

    static List<Problem> check(Part file) {
        // Within a file, VIPs are identified by name, because another check reports duplicate addresses.
        List<MarkedVip> vips = YamlMarks.of("", file).stream()
                .map(vip -> vip.identifiedBy(vip.name()))
                .toList();
        Map<String, Placed<Integer>> marks = new HashMap<>();
        file.parts("vips").forEach(vip -> vip.number("dscp").ifPresent(dscp -> marks.put(YamlMarks.name(vip), dscp)));
        Map<String, Placed<String>> unmarked = new HashMap<>();
        file.parts("vips").stream()
                .filter(vip -> vip.key("dscp").isEmpty())
                .forEach(vip -> unmarked.put(YamlMarks.name(vip), vip.placedName()));
        TakenDscps taken = TakenDscps.of(vips);
        List<Problem> problems = new ArrayList<>();
        for (MarkedVip vip : vips) {
            Placed<Integer> mark = marks.get(vip.name());
            if (mark != null && vip.codePoint() == 0) {
                problems.add(outOfRange(mark, "; " + suggestion(vip, taken, problems.size())));
            }
            Placed<String> place = unmarked.get(vip.name());
            if (place != null && !vip.servers().isEmpty()) {
                problems.add(missing(place, vip, suggestion(vip, taken, problems.size())));
            }
        }
        for (Conflict conflict : Conflicts.among(vips)) {
            Placed<Integer> mark = marks.get(conflict.vip().name());
            if (mark != null) {
                problems.add(problem(conflict, mark, suggestion(conflict.vip(), taken, problems.size())));
            }
        }
        return problems;
    }

    private static Problem missing(Placed<String> place, MarkedVip vip, String suggestion) {
        return place.error(
                "%s has no \"dscp\", which is needed to reach %s"
                        .formatted(vip.name(), vip.servers().getFirst().name()),
                "add dscp: %d to %d; %s; or give its servers method: ipip or mac"
                        .formatted(Dscp.MIN, Dscp.MAX, suggestion));
    }

    /// @return a problem if a VIP cannot have this value
    public static Optional<Problem> outOfRange(Placed<Integer> mark) {
        return mark.value() >= Dscp.MIN && mark.value() <= Dscp.MAX
                ? Optional.empty()
                : Optional.of(outOfRange(mark, ""));
    }

    private static Problem outOfRange(Placed<Integer> mark, String suggestion) {
        int value = mark.value();
        boolean tos = value > Dscp.MAX && value <= 252 && value % 4 == 0;
        return mark.error(
                "dscp %d is out of range".formatted(value),
                "%d to %d%s%s"
                        .formatted(
                                Dscp.MIN,
                                Dscp.MAX,
                                suggestion,
                                tos ? "; tos %d is dscp %d".formatted(value, value / 4) : ""));
    }

    private static Problem problem(Conflict conflict, Placed<Integer> mark, String suggestion) {
        String what = conflict.what(other -> "line " + other.line());
        String fix = conflict.why() + "; " + suggestion;
        return conflict.isError() ? mark.error(what, fix) : mark.warning(what, fix);
    }

    /// @param before the number of earlier conflicts in the file
    private static String suggestion(MarkedVip vip, TakenDscps taken, int before) {
        if (before >= MAX_SUGGESTIONS) {
            return "see the free values above";
        }
        List<Integer> free = taken.free(vip, SUGGESTED);
        return "free here: "
                + (free.isEmpty() ? "none" : free.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
}
