// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.history;

import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.history.HealthSums;
import dev.baro.core.history.Revision;
import dev.baro.core.history.RevisionList;
import java.util.ArrayList;
import java.util.List;

/// Shows revisions as a table, or one revision in detail.
record HistoryView(Paint paint) {

    /// @param last how many of the newest revisions to show
    List<String> list(RevisionList list, int last) {
        Table table = new Table(
                Column.text("REVISION"),
                Column.text("WHEN"),
                Column.text("BY"),
                Column.number("CHANGES"),
                Column.text("USABLE"),
                Column.text("RESULT"),
                Column.text("REASON"));
        List<Revision> all = list.revisions();
        for (Revision revision : all.subList(Math.max(0, all.size() - Math.max(1, last)), all.size())) {
            table.row(
                    tone(revision),
                    "r" + revision.number(),
                    seconds(revision.time()),
                    revision.author().text(),
                    Integer.toString(revision.changeCount()),
                    usable(revision.health().before()) + " -> "
                            + usable(revision.health().after()),
                    result(revision, list.inForce()),
                    revision.author().reason().isEmpty()
                            ? "-"
                            : revision.author().reason());
        }
        return table.lines(paint);
    }

    List<String> show(Revision revision) {
        List<String> lines = new ArrayList<>();
        lines.add("revision   r" + revision.number()
                + (revision.copyOf() == 0 ? "" : ", the text of r" + revision.copyOf()));
        lines.add("when       " + seconds(revision.time()));
        lines.add("by         " + revision.author().text());
        addUnlessEmpty(lines, "reason     ", revision.author().reason());
        lines.add("source     " + revision.source() + " (" + revision.format() + ")");
        lines.add("effect     " + revision.effect().rings() + " rings rebuilt, "
                + (revision.effect().estimated() ? "about " : "")
                + revision.effect().sessions()
                + " sessions with servers that no longer serve them");
        lines.add("60 s before  " + health(revision.health().before()));
        lines.add("60 s after   " + health(revision.health().after()));
        addUnlessEmpty(lines, "down since ", String.join(", ", revision.health().wentDown()));
        addUnlessEmpty(lines, "confirm by ", revision.confirmation().until());
        addUnlessEmpty(lines, "confirmed  ", revision.confirmation().confirmed());
        addUnlessEmpty(lines, "failure    ", revision.failure());
        if (revision.isRolledBack()) {
            lines.add(paint.paint(
                    Tone.DOUBTFUL,
                    "rolled back by r" + revision.rollback().by() + " ("
                            + revision.rollback().why() + ")"));
        }
        lines.add("");
        lines.add(revision.changeCount() == 0 ? "no change" : "changes");
        revision.changes().forEach(change -> lines.add("  " + change));
        int more = revision.changeCount() - revision.changes().size();
        if (more > 0) {
            lines.add("  and " + more + " more: baro history diff");
        }
        return lines;
    }

    private static void addUnlessEmpty(List<String> lines, String label, String text) {
        if (!text.isEmpty()) {
            lines.add(label + text);
        }
    }

    private static Tone tone(Revision revision) {
        return !revision.failure().isEmpty() ? Tone.BAD : revision.isRolledBack() ? Tone.DOUBTFUL : Tone.PLAIN;
    }

    private static String result(Revision revision, int inForce) {
        if (revision.isRolledBack()) {
            return "rolled back by r" + revision.rollback().by();
        }
        if (!revision.failure().isEmpty()) {
            return "failed";
        }
        String copy = revision.copyOf() == 0 ? "" : ", as r" + revision.copyOf();
        boolean awaited = !revision.confirmation().until().isEmpty()
                && revision.confirmation().confirmed().isEmpty();
        return (revision.number() != inForce ? "-" : awaited ? "to be confirmed" : "in force") + copy;
    }

    /// How many members are usable and how many are needed, such as `8 of 4`.
    private static String usable(HealthSums sums) {
        return sums.isKnown() ? Integer.toString(sums.usable()) : "?";
    }

    private static String health(HealthSums sums) {
        return sums.isKnown()
                ? sums.usable() + " of " + sums.members() + " members usable, " + sums.needed() + " needed; "
                        + sums.shortVips() + " of " + sums.vips() + " VIPs short"
                : "not known";
    }

    private static String seconds(String time) {
        return time.replaceAll("\\.[0-9]+Z", "Z");
    }
}
