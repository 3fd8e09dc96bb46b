// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Config;
import dev.baro.core.model.MetricsSettings;
import java.nio.file.Path;
import java.util.List;

/// What the command line of the daemon says.
///
/// @param balancer which entry of `balancers:` this host is; empty leaves it to [Placement]
/// @param interfaces where packets for VIPs arrive; empty leaves it to the configuration
/// @param instance names the pins in the kernel
/// @param stateDirectory what is to outlive the daemon: what operators say, who was healthy
/// @param metrics where metrics are served; nowhere leaves it to the configuration
public record Settings(
        Path config,
        String balancer,
        List<String> interfaces,
        String instance,
        Path socket,
        Path stateDirectory,
        MetricsSettings metrics) {
    public static final String DEFAULT_CONFIG = "/etc/baro/baro.yaml";

    /// Of the instance `main`.
    public static final Path DEFAULT_SOCKET = Path.of("/run/baro/baro.sock");

    public Settings {
        interfaces = List.copyOf(interfaces);
    }

    /// With metrics where the configuration says.
    public Settings(
            Path config, String balancer, List<String> interfaces, String instance, Path socket, Path stateDirectory) {
        this(config, balancer, interfaces, instance, socket, stateDirectory, MetricsSettings.NONE);
    }

    /// Where metrics are served with this configuration.
    public MetricsSettings metrics(Config read) {
        return metrics.isNone() ? read.metrics() : metrics;
    }

    /// With the usual memory of the instance.
    public Settings(Path config, String balancer, List<String> interfaces, String instance, Path socket) {
        this(config, balancer, interfaces, instance, socket, Path.of("/var/lib/baro", instance));
    }
}
