// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Counts the virtual services that have a new ring, including new services.
final class RingChanges {
    private RingChanges() {}

    static long between(Plan before, Plan after) {
        Map<VirtualService, Ring> old = new HashMap<>();
        before.services().forEach(service -> old.put(service.service(), service.ring()));
        return after.services().stream().filter(service -> isNew(service, old)).count();
    }

    private static boolean isNew(ServicePlan service, Map<VirtualService, Ring> old) {
        return !Objects.equals(service.ring(), old.get(service.service()));
    }
}
