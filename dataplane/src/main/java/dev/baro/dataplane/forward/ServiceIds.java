// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.VirtualService;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Assigns numbers to the virtual services. Real servers refer to their service by this number, so a service
/// keeps it while it is planned.
final class ServiceIds {
    private final Map<VirtualService, Integer> ids = new HashMap<>();
    private final Map<Integer, ServiceEntry> inForce = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    /// @param found the entries of the table in force
    ServiceIds(List<ServiceEntry> found) {
        for (int id = 1; id <= Layout.SERVICE_IDS; id++) {
            free.add(id);
        }
        for (ServiceEntry entry : found) {
            ids.put(ServiceTable.serviceOf(entry), entry.id());
            free.remove(entry.id());
        }
        inForce(found);
    }

    /// Releases the numbers of services that belong to a failed change.
    void begin() {
        inForce(List.copyOf(inForce.values()));
    }

    /// The number of the service; a new number if it has none.
    int of(VirtualService service) {
        return ids.computeIfAbsent(service, _ -> free.removeFirst());
    }

    /// The current entry of the service; empty if the service is new.
    Optional<ServiceEntry> inForce(int id) {
        return Optional.ofNullable(inForce.get(id));
    }

    /// The current entries, except those of the VIPs themselves.
    Collection<ServiceEntry> inForce() {
        return Collections.unmodifiableCollection(inForce.values());
    }

    /// The ids of the virtual services in force.
    Set<Integer> all() {
        return Collections.unmodifiableSet(inForce.keySet());
    }

    /// Records which entries are now in force, and releases the numbers of all other services.
    void inForce(List<ServiceEntry> entries) {
        inForce.clear();
        entries.stream()
                .filter(entry -> entry.id() != ServiceEntry.VIP_ID)
                .forEach(entry -> inForce.put(entry.id(), entry));
        ids.entrySet().removeIf(entry -> {
            boolean gone = !inForce.containsKey(entry.getValue());
            if (gone) {
                free.addLast(entry.getValue());
            }
            return gone;
        });
    }
}
