// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The observations of one marked packet along its path.
///
/// @param sent      the value, 0..63, as it left the balancer
/// @param sightings the sightings by distance; hops that did not answer are missing
public record PathObservation(int sent, List<Sighting> sightings) {
    public PathObservation {
        sightings = List.copyOf(sightings);
    }

    /// @param where the address of the observer
    /// @param dscp  the value, 0..63, as received
    /// @param isEnd whether the observer is the server
    public record Sighting(String where, int dscp, boolean isEnd) {}

    /// The step from one sighting to the next.
    ///
    /// @param from the previous hop; empty for the balancer itself
    record Leg(String from, int before, String to, int after) {
        boolean isChange() {
            return before != after;
        }
    }

    /// Merges two observations of the same path. A server that answered only the first time
    /// did receive the packet.
    public PathObservation completedBy(PathObservation later) {
        Optional<Sighting> end = last().filter(Sighting::isEnd);
        if (end.isEmpty() || later.last().filter(Sighting::isEnd).isPresent()) {
            return later;
        }
        List<Sighting> all = new ArrayList<>(later.sightings);
        all.add(end.get());
        return new PathObservation(sent, all);
    }

    /// Whether the server received the mark unchanged.
    public boolean hasArrived() {
        return last().filter(last -> last.isEnd() && last.dscp() == sent).isPresent();
    }

    /// Whether any hop received a changed mark.
    public boolean isChanged() {
        return sightings.stream().anyMatch(sighting -> sighting.dscp() != sent);
    }

    List<Leg> legs() {
        List<Leg> legs = new ArrayList<>();
        String from = "";
        int before = sent;
        for (Sighting sighting : sightings) {
            legs.add(new Leg(from, before, sighting.where(), sighting.dscp()));
            from = sighting.where();
            before = sighting.dscp();
        }
        return legs;
    }

    Optional<Sighting> last() {
        return sightings.isEmpty() ? Optional.empty() : Optional.of(sightings.getLast());
    }
}
