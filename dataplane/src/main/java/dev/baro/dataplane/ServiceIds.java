// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

import dev.baro.core.model.VirtualService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers the virtual services. Real servers name theirs by this number, so a service keeps it while it is planned.
final class ServiceIds {
    private final Map<VirtualService, Integer> ids = new HashMap<>();
    private final Map<Integer, Integer> ringsInForce = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    /// @param found what the table in force holds
    ServiceIds(List<ServiceEntry> found) {
        for (int id = 1; id <= ServiceEntry.MAX_SERVICES; id++) {
            free.add(id);
        }
        for (ServiceEntry entry : found) {
            ids.put(ServiceTable.serviceOf(entry), entry.id());
            free.remove(entry.id());
        }
        inForce(found);
    }

    /// The number of the service, a new one when it has none.
    int of(VirtualService service) {
        return ids.computeIfAbsent(service, _ -> free.removeFirst());
    }

    /// @return -1 when it has none
    int ringInForce(int id) {
        return ringsInForce.getOrDefault(id, -1);
    }

    /// Notes what packets see from now on, and gives up the numbers of all other services.
    void inForce(List<ServiceEntry> entries) {
        ringsInForce.clear();
        entries.forEach(entry -> ringsInForce.put(entry.id(), entry.ring()));
        ids.entrySet().removeIf(entry -> {
            boolean gone = !ringsInForce.containsKey(entry.getValue());
            if (gone) {
                free.addLast(entry.getValue());
            }
            return gone;
        });
    }
}
