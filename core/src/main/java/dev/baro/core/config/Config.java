// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.Balancer;
import dev.baro.core.model.DataCentre;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import java.util.List;
import java.util.Optional;

/// A whole valid configuration, whichever front end read it. Lists keep the order of the file; names are unique within
/// each list, and every name that is referred to exists.
///
/// @param cluster     the name that all balancers of the cluster share; empty when the file gives none
/// @param maxSessions how many sessions the table of each balancer holds
public record Config(
        String cluster,
        List<Balancer> balancers,
        List<DataCentre> dataCentres,
        List<RealServer> servers,
        List<Vip> vips,
        HealthTimings health,
        int maxSessions) {
    /// 8 bytes each: 8 MiB.
    public static final int DEFAULT_MAX_SESSIONS = 1_048_576;

    public Config {
        balancers = List.copyOf(balancers);
        dataCentres = List.copyOf(dataCentres);
        servers = List.copyOf(servers);
        vips = List.copyOf(vips);
    }

    public Optional<RealServer> server(String name) {
        return servers.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    public Optional<Balancer> balancer(String name) {
        return balancers.stream().filter(b -> b.name().equals(name)).findFirst();
    }
}
