// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.model.Dscp;
import java.util.List;

/// The answer to `baro dscp survey -o json`, and what a survey leaves for the next one to compare with.
///
/// @param balancer where the marks were sent from
/// @param time     when, ISO 8601 in UTC
/// @param marks    by server and value
/// @param changed  what the survey before had found otherwise
public record DscpSurvey(String balancer, String time, List<Mark> marks, List<Difference> changed) {
    public static final String ARRIVES = "arrives";
    public static final String LOST = "lost";
    public static final String NOT_KNOWN = "not-known";

    public DscpSurvey {
        marks = List.copyOf(marks);
        changed = List.copyOf(changed);
    }

    /// One value on its way to one server.
    ///
    /// @param text      all notations of the value
    /// @param vips      whose mark it is; empty when it was asked for only
    /// @param fate      `arrives`, `lost` or `not-known`
    /// @param arrivedAs 0..63 as the farthest who answered got it; -1 when nobody did or it is not known
    /// @param keptTo    of a fate that is not known: the farthest who got it unchanged
    public record Mark(
            String server,
            String address,
            int dscp,
            String text,
            List<String> vips,
            String fate,
            int arrivedAs,
            String keptTo,
            List<Change> changes) {
        public Mark {
            vips = List.copyOf(vips);
            changes = List.copyOf(changes);
        }

        public static Mark of(String server, String address, int dscp, List<String> vips, MarkOutcome fate) {
            String text = Dscp.text(dscp);
            return switch (fate) {
                case MarkOutcome.Arrived() -> new Mark(server, address, dscp, text, vips, ARRIVES, dscp, "", List.of());
                case MarkOutcome.NotKnown(String keptTo) ->
                    new Mark(server, address, dscp, text, vips, NOT_KNOWN, -1, keptTo, List.of());
                case MarkOutcome.Changed(int into, var changes) -> {
                    List<Change> all = changes.stream().map(Change::of).toList();
                    yield new Mark(server, address, dscp, text, vips, LOST, into, "", all);
                }
            };
        }

        /// In a few words: `arrives`, `becomes 2`, `not known`.
        public String outcome() {
            return switch (fate) {
                case ARRIVES -> "arrives";
                case LOST -> "becomes " + arrivedAs;
                default -> "not known";
            };
        }

        boolean isSame(Mark other) {
            return address.equals(other.address) && dscp == other.dscp;
        }
    }

    /// @param from       the last who got it as before; empty for the balancer itself
    /// @param to         the first who got it changed
    /// @param behaviours of RFC 9435 that could have done it, the most frequent first
    /// @param everyValue whether all values seen there were changed in that way
    public record Change(int before, int after, String from, String to, List<String> behaviours, boolean everyValue) {
        public Change {
            behaviours = List.copyOf(behaviours);
        }

        private static Change of(MarkOutcome.Change change) {
            List<String> behaviours =
                    change.by().stream().map(ReMarking::rfcName).toList();
            return new Change(
                    change.before(), change.after(), change.from(), change.to(), behaviours, change.everyValue());
        }
    }

    /// @param before in a few words, as [Mark#outcome] says it
    /// @param since  when the outcome before was found
    public record Difference(String server, int dscp, String before, String now, String since) {}

    /// Whether a mark that a VIP has does not arrive.
    public boolean losesMarks() {
        return marks.stream()
                .anyMatch(mark -> mark.fate().equals(LOST) && !mark.vips().isEmpty());
    }

    /// This survey, with what it finds otherwise than the one before.
    public DscpSurvey since(DscpSurvey before) {
        List<Difference> differences = marks.stream()
                .flatMap(mark -> before.marks.stream()
                        .filter(mark::isSame)
                        .filter(old -> !old.outcome().equals(mark.outcome()))
                        .map(old -> new Difference(
                                mark.server(), mark.dscp(), old.outcome(), mark.outcome(), before.time())))
                .toList();
        return new DscpSurvey(balancer, time, marks, differences);
    }

    /// This survey, and of the one before what this one did not ask: what the next one is compared with.
    public DscpSurvey with(DscpSurvey before) {
        List<Mark> all = new java.util.ArrayList<>(marks);
        before.marks.stream()
                .filter(old -> marks.stream().noneMatch(old::isSame))
                .forEach(all::add);
        return new DscpSurvey(balancer, time, all, changed);
    }
}
