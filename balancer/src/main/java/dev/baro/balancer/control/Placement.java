// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.model.Balancer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The configuration's entry for this host, and the interfaces where packets to VIPs arrive.
///
/// @param keepsTags the interfaces on which frames keep their VLAN tags
public record Placement(String balancer, List<String> interfaces, List<String> keepsTags) {
    public Placement {
        interfaces = List.copyOf(interfaces);
        keepsTags = List.copyOf(keepsTags);
    }

    /// Chooses the balancer named in the settings, else the only balancer in the file, else the balancer with
    /// this host's name. Interfaces in the settings take precedence over those of the balancer.
    ///
    /// @throws OperatorException if there is no such balancer, or no interface is known
    public static Placement of(Config config, Settings settings, String hostName) {
        Optional<Balancer> entry = entry(config, settings, hostName);
        List<String> interfaces = settings.interfaces().isEmpty()
                ? entry.map(Balancer::interfaces).orElse(List.of())
                : settings.interfaces();
        if (interfaces.isEmpty()) {
            throw new OperatorException(ExitCode.USAGE, whyNoInterface(config, settings, hostName));
        }
        String unlisted = settings.balancer().isEmpty() ? hostName : settings.balancer();
        List<String> keepsTags = entry.map(Balancer::keepsTags).orElse(List.of()).stream()
                .filter(interfaces::contains)
                .toList();
        return new Placement(entry.map(Balancer::name).orElse(unlisted), interfaces, keepsTags);
    }

    private static Optional<Balancer> entry(Config config, Settings settings, String hostName) {
        if (!settings.balancer().isEmpty()) {
            Optional<Balancer> named = config.balancer(settings.balancer());
            if (named.isEmpty() && !config.balancers().isEmpty()) {
                throw new OperatorException(
                        ExitCode.USAGE,
                        "--balancer " + settings.balancer() + " is not in " + settings.config() + "; there are: "
                                + names(config));
            }
            return named;
        }
        return config.balancers().size() == 1 ? Optional.of(config.balancers().getFirst()) : config.balancer(hostName);
    }

    private static String whyNoInterface(Config config, Settings settings, String hostName) {
        return config.balancers().isEmpty()
                ? settings.config() + " lists no balancers, so the interfaces on which packets for VIPs arrive are"
                        + " unknown; use --interface IF, such as --interface eth0"
                : settings.config() + " has several balancers, but none has this host's name, " + hostName
                        + "; use --balancer NAME with one of: " + names(config);
    }

    private static String names(Config config) {
        return config.balancers().stream().map(Balancer::name).collect(Collectors.joining(", "));
    }
}
