// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.util.Locale;
import java.util.function.Supplier;

/// The balancer's main job: clients of the VIP get answers.
record RequestsAnswered(Supplier<ForwardingTraffic> traffic) implements Proof {
    @Override
    public String name() {
        return "requests answered";
    }

    @Override
    public String expected() {
        return "6000 of 6000 requests to 211.115.115.100:80 and :443 answered with 200";
    }

    @Override
    public Finding prove(Lab lab) {
        long failed = ForwardingTraffic.REQUESTS - traffic.get().answered();
        String measured = String.format(
                Locale.ROOT,
                "%d connections to %s:80 and :443, %d failed (%.1f s)",
                traffic.get().codes().size(),
                Topology.VIP,
                failed,
                traffic.get().took().toMillis() / 1000.0);
        return new Finding(failed == 0 && traffic.get().codes().size() == ForwardingTraffic.REQUESTS, measured);
    }
}
