// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Config;
import dev.baro.core.model.MetricsSettings;
import java.nio.file.Path;
import java.util.List;

/// The daemon's settings from its command line.
///
/// @param balancer       the entry of `balancers:` for this host; if empty, [Placement] chooses it
/// @param interfaces     the interfaces where packets to VIPs arrive; if empty, the configuration decides
/// @param instance       the instance's name, which is part of the pins' names
/// @param stateDirectory the directory for state that survives restarts: overrides, health
/// @param metrics        the listener for metrics; if unset, the configuration decides
public record Settings(
        Path config,
        String balancer,
        List<String> interfaces,
        String instance,
        Path socket,
        Path stateDirectory,
        MetricsSettings metrics) {
    public static final String DEFAULT_CONFIG = "/etc/baro/baro.yaml";

    /// The settings for the instance `main`.
    public static final Path DEFAULT_SOCKET = Path.of("/run/baro/baro.sock");

    public Settings {
        interfaces = List.copyOf(interfaces);
    }

    /// A copy of these settings with the configuration's listener for metrics.
    public Settings(
            Path config, String balancer, List<String> interfaces, String instance, Path socket, Path stateDirectory) {
        this(config, balancer, interfaces, instance, socket, stateDirectory, MetricsSettings.NONE);
    }

    /// The listener for metrics that is used with this configuration.
    public MetricsSettings metrics(Config read) {
        return metrics.isNone() ? read.metrics() : metrics;
    }

    /// A copy of these settings with the instance's default state directory.
    public Settings(Path config, String balancer, List<String> interfaces, String instance, Path socket) {
        this(config, balancer, interfaces, instance, socket, Path.of("/var/lib/baro", instance));
    }
}
