// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.model.Dscp;
import java.util.List;

/// The answer to `baro dscp survey -o json`; the next survey can be compared with it.
///
/// @param balancer the balancer that sent the marks
/// @param time     ISO 8601, UTC
/// @param marks    the marks, by server and value
/// @param changed  differences from the previous survey
public record DscpSurvey(String balancer, String time, List<Mark> marks, List<Difference> changed) {
    public static final String ARRIVES = "arrives";
    public static final String LOST = "lost";
    public static final String NOT_KNOWN = "not-known";

    public DscpSurvey {
        marks = List.copyOf(marks);
        changed = List.copyOf(changed);
    }

    /// The fate of one value on its way to one server.
    ///
    /// @param text      all notations of the value
    /// @param vips      VIPs with this mark; empty if the value was only requested for the test
    /// @param fate      `arrives`, `lost` or `not-known`
    /// @param arrivedAs the value, 0..63, as received by the farthest hop that answered; -1 if no hop answered
    ///                  or the value is unknown
    /// @param keptTo    for an unknown fate, the farthest hop that received the mark unchanged
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

        /// The outcome in short: `arrives`, `becomes 2`, `not known`.
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

    /// @param from       the last hop with the old value; empty for the balancer itself
    /// @param to         the first hop with the new value
    /// @param behaviours the possible behaviours of RFC 9435, the most frequent first
    /// @param everyValue whether all observed values were changed in the same way
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

    /// @param before the previous outcome, in the form of [Mark#outcome]
    /// @param since  the time when the previous outcome was found
    public record Difference(String server, int dscp, String before, String now, String since) {}

    /// Whether the mark of any VIP fails to arrive.
    public boolean losesMarks() {
        return marks.stream()
                .anyMatch(mark -> mark.fate().equals(LOST) && !mark.vips().isEmpty());
    }

    /// This survey with its differences from the previous one.
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

    /// This survey, supplemented by marks that only the previous survey tested, as a base
    /// for the next comparison.
    public DscpSurvey with(DscpSurvey before) {
        List<Mark> all = new java.util.ArrayList<>(marks);
        before.marks.stream()
                .filter(old -> marks.stream().noneMatch(old::isSame))
                .forEach(all::add);
        return new DscpSurvey(balancer, time, all, changed);
    }
}
