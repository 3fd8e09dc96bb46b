// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import java.nio.file.Path;
import java.util.List;

/// What the command line of the daemon says.
///
/// @param balancer which entry of `balancers:` this host is; empty leaves it to [Placement]
/// @param interfaces where packets for VIPs arrive; empty leaves it to the configuration
/// @param instance names the pins in the kernel
/// @param stateDirectory where what operators say is kept over a restart
public record Settings(
        Path config, String balancer, List<String> interfaces, String instance, Path socket, Path stateDirectory) {
    public Settings {
        interfaces = List.copyOf(interfaces);
    }
}
