// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.survey;

import dev.baro.core.dscp.CodePoint;
import dev.baro.core.dscp.DscpSurvey;
import dev.baro.core.dscp.DscpSurvey.Change;
import dev.baro.core.dscp.DscpSurvey.Mark;
import dev.baro.core.model.Dscp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Renders a survey as text: the marks that arrive, the places where marks are lost, and the changes
/// since the last survey.
///
/// @param all whether all values were tested, which would be too many for a matrix
record SurveyText(DscpSurvey survey, boolean all) {
    private static final String GAP = "  ";

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        if (!survey.marks().isEmpty()) {
            lines.add("");
            lines.addAll(all ? lists() : matrix());
            lines.add("");
        }
        survey.marks().stream().filter(mark -> !mark.vips().isEmpty()).forEach(mark -> lines.addAll(explanation(mark)));
        survey.changed()
                .forEach(change -> lines.add("CHANGED  %s at %s: %s, was: %s (%s)"
                        .formatted(
                                Dscp.text(change.dscp()),
                                change.server(),
                                change.now(),
                                change.before(),
                                change.since())));
        return lines;
    }

    private String summary() {
        long servers = survey.marks().stream().map(Mark::server).distinct().count();
        return "%s to %d server%s: %d arrive, %d lost, %d not known"
                .formatted(
                        survey.balancer(),
                        servers,
                        servers == 1 ? "" : "s",
                        count(DscpSurvey.ARRIVES),
                        count(DscpSurvey.LOST),
                        count(DscpSurvey.NOT_KNOWN));
    }

    private long count(String fate) {
        return survey.marks().stream().filter(mark -> mark.fate().equals(fate)).count();
    }

    private Collection<List<Mark>> byServer() {
        return survey.marks().stream()
                .collect(Collectors.groupingBy(Mark::server, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    private List<String> matrix() {
        List<Integer> values =
                survey.marks().stream().map(Mark::dscp).distinct().sorted().toList();
        List<List<String>> rows = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of("SERVER", "ADDRESS"));
        values.forEach(value -> heading.add(Dscp.text(value)));
        rows.add(heading);
        for (List<Mark> marks : byServer()) {
            List<String> row = new ArrayList<>(
                    List.of(marks.getFirst().server(), marks.getFirst().address()));
            values.forEach(value -> row.add(marks.stream()
                    .filter(mark -> mark.dscp() == value)
                    .findFirst()
                    .map(Mark::outcome)
                    .orElse("-")));
            rows.add(row);
        }
        return aligned(rows);
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int i = 0; i < widths.length; i++) {
                        line.append(row.get(i))
                                .append(" ".repeat(widths[i] - row.get(i).length()))
                                .append(GAP);
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }

    /// For each server, lists the values that arrive and those that do not, and then lists the usable values.
    private List<String> lists() {
        List<String> lines = new ArrayList<>();
        for (List<Mark> marks : byServer()) {
            Map<String, List<Integer>> outcomes = new TreeMap<>();
            marks.forEach(mark -> outcomes.computeIfAbsent(mark.outcome(), _ -> new ArrayList<>())
                    .add(mark.dscp()));
            lines.add(marks.getFirst().server() + GAP + marks.getFirst().address());
            outcomes.forEach((outcome, values) -> lines.add("    %-12s%s".formatted(outcome, ranges(values))));
        }
        List<Integer> everywhere = CodePoint.byPreference().stream()
                .map(CodePoint::value)
                .filter(value -> survey.marks().stream()
                        .filter(mark -> mark.dscp() == value)
                        .allMatch(mark -> mark.fate().equals(DscpSurvey.ARRIVES)))
                .toList();
        String best = everywhere.stream().limit(14).map(String::valueOf).collect(Collectors.joining(", "));
        lines.add("%d values arrive at every server%s"
                .formatted(everywhere.size(), best.isEmpty() ? "" : ", the best: " + best));
        return lines;
    }

    /// @return the values as ranges: `1-7, 9, 11-12`
    static String ranges(List<Integer> values) {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            int first = values.get(i);
            while (i + 1 < values.size() && values.get(i + 1) == values.get(i) + 1) {
                i++;
            }
            ranges.add(values.get(i) == first ? "" + first : first + "-" + values.get(i));
        }
        return String.join(", ", ranges);
    }

    private static List<String> explanation(Mark mark) {
        String which = "%s of VIP %s".formatted(mark.text(), String.join(", ", mark.vips()));
        return switch (mark.fate()) {
            case DscpSurvey.LOST -> lost(mark, which);
            case DscpSurvey.NOT_KNOWN -> {
                String kept =
                        mark.keptTo().isEmpty() ? "no router before it revealed more" : "kept up to " + mark.keptTo();
                yield List.of(
                        "NOT KNOWN  %s at %s: the server does not answer; %s".formatted(which, mark.server(), kept));
            }
            default -> List.of();
        };
    }

    private static List<String> lost(Mark mark, String which) {
        List<String> lines = new ArrayList<>();
        lines.add("LOST  %s reaches %s as %s".formatted(which, mark.server(), Dscp.text(mark.arrivedAs())));
        if (mark.changes().isEmpty()) {
            lines.add("      no router on the way answers, so the place of the change is not known");
        }
        for (Change change : mark.changes()) {
            lines.add("      %s between %s (gets %d) and %s (gets %d)%s"
                    .formatted(
                            behaviour(change),
                            change.from().isEmpty() ? "this balancer" : change.from(),
                            change.before(),
                            change.to(),
                            change.after(),
                            change.everyValue() ? "" : "; other values pass there"));
        }
        fix(mark).ifPresent(lines::add);
        return lines;
    }

    private static String behaviour(Change change) {
        return change.behaviours().isEmpty() ? "an unknown re-marking" : String.join(" or ", change.behaviours());
    }

    private static Optional<String> fix(Mark mark) {
        return mark.changes().stream()
                .findFirst()
                .map(change ->
                        "      fix: trust DSCP on that link; or use another value (--all shows which arrive); or use"
                                + " method: ipip for " + mark.server());
    }
}
