// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.Capacity;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.dataplane.kernel.DataplaneException;
import java.util.List;

/// The limits of the kernel half. `baro check` enforces them earlier: see [Capacity].
final class PlanLimits {
    static {
        // A plan is prepared while another plan is in force, so the maps have room for two plans.
        if (2 * Capacity.MAX_SERVICES > Layout.SERVICE_IDS || 2 * Capacity.MAX_MEMBERS > Layout.MAX_REAL_SERVERS - 1) {
            throw new AssertionError("the maps are too small for two plans");
        }
    }

    private PlanLimits() {}

    /// @param tunnelSources this host's source addresses for method `ipip`
    /// @throws DataplaneException with a message of one sentence
    static void require(Plan wanted, List<IpAddress> tunnelSources) {
        requireRoom(wanted.services().size(), Capacity.MAX_SERVICES, "virtual services");
        long members =
                wanted.services().stream().mapToLong(s -> s.servers().size()).sum();
        requireRoom(members, Capacity.MAX_MEMBERS, "real servers, counted in each virtual service,");
        for (ServicePlan service : wanted.services()) {
            for (PlannedServer server : service.servers()) {
                requireMethod(service.service(), server, tunnelSources);
            }
        }
    }

    private static void requireRoom(long count, int max, String noun) {
        if (count > max) {
            throw new DataplaneException(
                    DataplaneException.Kind.FULL, "at most " + max + " " + noun + " fit, not " + count);
        }
    }

    private static void requireMethod(VirtualService service, PlannedServer server, List<IpAddress> tunnelSources) {
        boolean v4 = server.address().isV4();
        if (server.method() != ForwardingMethod.IPIP && service.vip().isV4() != v4) {
            throw new DataplaneException(server.name() + " and " + service.vip()
                    + " are of different IP versions, which only method ipip can bridge");
        }
        if (server.method() == ForwardingMethod.IPIP && tunnelSources.stream().noneMatch(s -> s.isV4() == v4)) {
            throw new DataplaneException("method ipip to " + server.address() + " needs an " + (v4 ? "IPv4" : "IPv6")
                    + " address of this balancer: set its address: in balancers:");
        }
    }
}
