// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.dscp.PathObservation.Leg;
import dev.baro.core.dscp.PathObservation.Sighting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What became of a mark.
public sealed interface MarkOutcome {

    /// The server got it as it was sent.
    record Arrived() implements MarkOutcome {}

    /// Somebody on the way made another value of it.
    ///
    /// @param into    0..63, as the farthest who answered got it
    /// @param changes in the order of the path; empty when only the server answered
    record Changed(int into, List<Change> changes) implements MarkOutcome {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /// The server did not say, and nobody before it had it changed.
    ///
    /// @param keptTo the farthest who got it unchanged; empty when nobody answered
    record NotKnown(String keptTo) implements MarkOutcome {}

    /// One change, on the way out of one router or on the way in to the next; which of the
    /// two, no answer tells.
    ///
    /// @param from       the last who got it as before; empty for the balancer itself
    /// @param to         the first who got it changed
    /// @param by         the behaviours that could have done it, the most frequent first; empty when none could
    /// @param everyValue whether other values passed there changed in the same way, none excepted
    record Change(int before, int after, String from, String to, List<ReMarking> by, boolean everyValue) {
        public Change {
            by = List.copyOf(by);
        }
    }

    /// @param journey of the mark
    /// @param others  of other values to the same server, which tell what else is changed at the same place
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
        // What arrived was changed nowhere, whichever router kept silent.
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
