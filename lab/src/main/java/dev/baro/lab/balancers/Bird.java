// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.network.BalancersTopology.Balancer;
import dev.baro.lab.network.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Configurations of BIRD: the samples of contrib/routing with the addresses of this lab. The sample's IPv6
/// sessions have no addresses in this lab and stay down.
final class Bird {
    private static final String SAMPLE_BALANCER = "10\\.10\\.0\\.11\\b";
    private static final String SAMPLE_ROUTER = "10\\.10\\.0\\.1\\b";

    private Bird() {}

    static String ofBalancer(Path home, Balancer balancer) {
        return sample(home, "bird.conf")
                .replaceAll(SAMPLE_BALANCER, balancer.address())
                .replaceAll(SAMPLE_ROUTER, balancer.router());
    }

    /// The sample contains the first two balancers; the others are added in the same form.
    static String ofRouter(Path home) {
        List<Balancer> others = BalancersTopology.balancers().stream().skip(2).toList();
        return others.stream()
                .map(balancer ->
                        """
                        protocol bgp %s_4 from balancer {
                            local %s as 65000;
                            neighbor %s as 65010;
                            ipv4 { import filter from_balancer; export none; };
                        }
                        """.formatted(balancer.name().replace('-', '_'), balancer.router(), balancer.address()))
                .collect(Collectors.joining("\n", sample(home, "bird-router.conf") + "\n", ""));
    }

    private static String sample(Path home, String name) {
        Path file = home.resolve("contrib").resolve("routing").resolve(name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LabException("read " + file + ": " + e.getMessage(), e);
        }
    }
}
