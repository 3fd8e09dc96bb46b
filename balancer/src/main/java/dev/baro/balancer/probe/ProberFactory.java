// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.model.IpAddress;
import java.util.List;
import java.util.function.Consumer;

/// How probing begins.
public interface ProberFactory {
    /// Nothing is probed.
    ProberFactory NONE = (_, _, _) -> {
        throw new IllegalStateException("nothing is to be probed");
    };

    /// @param interfaces    where answers may come in
    /// @param tunnelSources where the tunnel headers of method `ipip` come from, at most one address of each family
    /// @param results       takes every result, on threads of the prober
    /// @return what probes nothing yet
    Probes start(List<String> interfaces, List<IpAddress> tunnelSources, Consumer<ProbeResult> results);
}
