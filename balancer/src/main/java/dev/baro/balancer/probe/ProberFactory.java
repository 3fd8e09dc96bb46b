// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.model.IpAddress;
import java.util.List;
import java.util.function.Consumer;

/// Starts probing.
public interface ProberFactory {
    /// A factory for daemons that do not probe.
    ProberFactory NONE = (_, _, _) -> {
        throw new IllegalStateException("nothing to probe");
    };

    /// @param interfaces    the interfaces where answers arrive
    /// @param tunnelSources the source addresses of method `ipip`, at most one of each family
    /// @param results       the receiver of every result, on threads of the prober
    /// @return a prober without targets
    Probes start(List<String> interfaces, List<IpAddress> tunnelSources, Consumer<ProbeResult> results);
}
