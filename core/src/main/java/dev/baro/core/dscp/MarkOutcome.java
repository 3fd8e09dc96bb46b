// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.dscp.PathObservation.Leg;
import dev.baro.core.dscp.PathObservation.Sighting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fate of a mark.
public sealed interface MarkOutcome {

    /// The server received the mark unchanged.
    record Arrived() implements MarkOutcome {}

    /// A hop on the path changed the mark.
    ///
    /// @param into    the new value, 0..63, as received by the farthest hop that answered
    /// @param changes the changes in the order of the path; empty if only the server answered
    record Changed(int into, List<Change> changes) implements MarkOutcome {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /// The server did not answer, and no hop before it received a changed mark.
    ///
    /// @param keptTo the farthest hop that received the mark unchanged; empty if none answered
    record NotKnown(String keptTo) implements MarkOutcome {}

    /// A change to the mark as it left one router or entered the next; the replies do not show
    /// which of the two.
    ///
    /// @param from       the last hop with the old value; empty for the balancer itself
    /// @param to         the first hop with the new value
    /// @param by         the possible behaviours, the most frequent first; empty if there are none
    /// @param everyValue whether all other values changed there in the same way
    record Change(int before, int after, String from, String to, List<ReMarking> by, boolean everyValue) {
        public Change {
            by = List.copyOf(by);
        }
    }

    /// @param journey the observed journey of the mark
    /// @param others  the journeys of other values to the same server, which show how the same
    ///                hop changes other values
    static MarkOutcome of(PathObservation journey, List<PathObservation> others) {
        Optional<Sighting> last = journey.last();
        if (last.isEmpty()) {
            return new NotKnown("");
        }
        if (last.get().dscp() == journey.sent()) {
            return journey.hasArrived()
                    ? new Arrived()
                    : new NotKnown(last.get().where());
        }
        boolean located = journey.sightings().size() > 1 || !last.get().isEnd();
        return new Changed(
                last.get().dscp(),
                journey.legs().stream()
                        .filter(leg -> located && leg.isChange())
                        .map(leg -> change(leg, others))
                        .toList());
    }

    private static Change change(Leg leg, List<PathObservation> others) {
        Map<Integer, Integer> seen = new LinkedHashMap<>();
        others.stream()
                .flatMap(other -> other.legs().stream())
                .filter(other -> other.from().equals(leg.from()) && other.to().equals(leg.to()))
                .forEach(other -> seen.put(other.before(), other.after()));
        // A mark that arrives unchanged was not changed anywhere, even if some routers did not answer.
        others.stream().filter(PathObservation::hasArrived).forEach(other -> seen.put(other.sent(), other.sent()));
        seen.put(leg.before(), leg.after());
        List<ReMarking> ofAll = ReMarking.explaining(seen);
        if (!ofAll.isEmpty()) {
            return new Change(leg.before(), leg.after(), leg.from(), leg.to(), ofAll, true);
        }
        Map<Integer, Integer> changed = new LinkedHashMap<>(seen);
        changed.entrySet().removeIf(pair -> pair.getKey().equals(pair.getValue()));
        List<ReMarking> ofSome = ReMarking.explaining(changed);
        return new Change(
                leg.before(),
                leg.after(),
                leg.from(),
                leg.to(),
                ofSome.isEmpty() ? ReMarking.explaining(Map.of(leg.before(), leg.after())) : ofSome,
                false);
    }
}
