// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.State;

/// Logs when standby servers are brought in because too few other servers are usable, and when
/// they return to standby.
public final class StandbyLog {
    private StandbyLog() {}

    public static void of(State before, State after) {
        if (before.standbys().equals(after.standbys())) {
            return;
        }
        for (Vip vip : after.config().vips()) {
            for (ServicePort port : vip.ports()) {
                boolean called = after.standbys().of(vip, port).isPresent();
                if (called != before.standbys().of(vip, port).isPresent()) {
                    log(vip, port, called);
                }
            }
        }
    }

    private static void log(Vip vip, ServicePort port, boolean called) {
        int below = vip.options().standby().below();
        if (called) {
            String text = "fewer than " + below + " of the other servers are usable: standby servers take new sessions";
            Log.warning("STANDBY_CALLED", "vip", vip.name(), "port", port.name(), "text", text);
        } else {
            String text = "enough of the other servers are usable: standby servers keep the sessions that they have";
            Log.info("STANDBY_RESTS", "vip", vip.name(), "port", port.name(), "text", text);
        }
    }
}
