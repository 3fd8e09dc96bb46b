// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.Balancer;
import dev.baro.core.model.DataCentre;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.MetricsSettings;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.Vip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A complete, valid configuration from either front end. Lists keep the order of the file, names are unique
/// within each list, and every referenced name exists.
///
/// @param cluster    the name of the cluster, the same on all its balancers; empty if the file does not set one
/// @param sessions   the session table of each balancer
/// @param metrics    the listener for metrics besides the Unix socket
/// @param page       the listener for the web page
/// @param secretFile the absolute path of the file whose key makes the flow hash the same on every balancer;
///                   empty for a random key
/// @param routes     the settings for the VIPs that each balancer's routing daemon announces
/// @param api        the API's listener over TCP, and the permissions of its users
public record Config(
        String cluster,
        List<Balancer> balancers,
        List<DataCentre> dataCentres,
        List<RealServer> servers,
        List<Vip> vips,
        HealthTimings health,
        SessionSettings sessions,
        MetricsSettings metrics,
        PageSettings page,
        String secretFile,
        RouteSettings routes,
        ApiSettings api) {
    public static final int DEFAULT_MAX_SESSIONS = SessionSettings.DEFAULTS.max();

    public static final Config EMPTY =
            new Config("", List.of(), List.of(), List.of(), List.of(), HealthTimings.DEFAULTS, DEFAULT_MAX_SESSIONS);

    public Config {
        balancers = List.copyOf(balancers);
        dataCentres = List.copyOf(dataCentres);
        servers = List.copyOf(servers);
        vips = List.copyOf(vips);
    }

    /// A configuration whose session table has the defaults except for its size, and which serves neither
    /// metrics nor the page over TCP.
    public Config(
            String cluster,
            List<Balancer> balancers,
            List<DataCentre> dataCentres,
            List<RealServer> servers,
            List<Vip> vips,
            HealthTimings health,
            int maxSessions) {
        this(
                cluster,
                balancers,
                dataCentres,
                servers,
                vips,
                health,
                new SessionSettings(maxSessions, 0, SessionTimeouts.DEFAULTS),
                MetricsSettings.NONE,
                PageSettings.NONE,
                "",
                RouteSettings.NONE,
                ApiSettings.NONE);
    }

    public Config withRoutes(RouteSettings others) {
        return new Config(
                cluster,
                balancers,
                dataCentres,
                servers,
                vips,
                health,
                sessions,
                metrics,
                page,
                secretFile,
                others,
                api);
    }

    public Config withApi(ApiSettings other) {
        return new Config(
                cluster,
                balancers,
                dataCentres,
                servers,
                vips,
                health,
                sessions,
                metrics,
                page,
                secretFile,
                routes,
                other);
    }

    /// A configuration that announces no routes and serves the API only on the socket.
    public Config(
            String cluster,
            List<Balancer> balancers,
            List<DataCentre> dataCentres,
            List<RealServer> servers,
            List<Vip> vips,
            HealthTimings health,
            SessionSettings sessions,
            MetricsSettings metrics,
            PageSettings page,
            String secretFile) {
        this(
                cluster,
                balancers,
                dataCentres,
                servers,
                vips,
                health,
                sessions,
                metrics,
                page,
                secretFile,
                RouteSettings.NONE,
                ApiSettings.NONE);
    }

    public int maxSessions() {
        return sessions.max();
    }

    public Optional<RealServer> server(String name) {
        return servers.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    public Map<String, RealServer> serversByName() {
        return servers.stream().collect(Collectors.toMap(RealServer::name, server -> server));
    }

    public Map<String, Vip> vipsByName() {
        return vips.stream().collect(Collectors.toMap(Vip::name, vip -> vip));
    }

    public Optional<Balancer> balancer(String name) {
        return balancers.stream().filter(b -> b.name().equals(name)).findFirst();
    }
}
