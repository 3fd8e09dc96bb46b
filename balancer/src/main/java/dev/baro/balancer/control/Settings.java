// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Config;
import dev.baro.core.model.MetricsSettings;
import java.nio.file.Path;
import java.util.List;

/// The daemon's command line.
///
/// @param balancer       the entry of `balancers:` for this host; empty leaves it to [Placement]
/// @param interfaces     interfaces for packets to VIPs; empty leaves it to the configuration
/// @param instance       the instance that names the pins in the kernel
/// @param stateDirectory the directory of state across restarts: overrides, health
/// @param metrics        the listener for metrics; unset leaves it to the configuration
public record Settings(
        Path config,
        String balancer,
        List<String> interfaces,
        String instance,
        Path socket,
        Path stateDirectory,
        MetricsSettings metrics) {
    public static final String DEFAULT_CONFIG = "/etc/baro/baro.yaml";

    /// The settings of the instance `main`.
    public static final Path DEFAULT_SOCKET = Path.of("/run/baro/baro.sock");

    public Settings {
        interfaces = List.copyOf(interfaces);
    }

    /// The settings with the configuration's listener for metrics.
    public Settings(
            Path config, String balancer, List<String> interfaces, String instance, Path socket, Path stateDirectory) {
        this(config, balancer, interfaces, instance, socket, stateDirectory, MetricsSettings.NONE);
    }

    /// The listener for metrics with this configuration.
    public MetricsSettings metrics(Config read) {
        return metrics.isNone() ? read.metrics() : metrics;
    }

    /// The settings with the instance's default state directory.
    public Settings(Path config, String balancer, List<String> interfaces, String instance, Path socket) {
        this(config, balancer, interfaces, instance, socket, Path.of("/var/lib/baro", instance));
    }
}
