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

/// Numbers the virtual services. Real servers name theirs by this number, so a service keeps it while it is planned.
final class ServiceIds {
    private final Map<VirtualService, Integer> ids = new HashMap<>();
    private final Map<Integer, ServiceEntry> inForce = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    /// @param found what the table in force holds
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

    /// Takes back the numbers of services that were to come and have not: a change before failed.
    void begin() {
        inForce(List.copyOf(inForce.values()));
    }

    /// The number of the service, a new one when it has none.
    int of(VirtualService service) {
        return ids.computeIfAbsent(service, _ -> free.removeFirst());
    }

    /// What packets see of the service now; nothing when it is new.
    Optional<ServiceEntry> inForce(int id) {
        return Optional.ofNullable(inForce.get(id));
    }

    /// What packets see now, the VIPs' own entries aside.
    Collection<ServiceEntry> inForce() {
        return Collections.unmodifiableCollection(inForce.values());
    }

    /// Ids of the virtual services that packets see now.
    Set<Integer> all() {
        return Collections.unmodifiableSet(inForce.keySet());
    }

    /// Notes what packets see from now on, and gives up the numbers of all other services.
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
