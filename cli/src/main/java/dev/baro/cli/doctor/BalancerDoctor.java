// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.api.Status;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Problem.Severity;
import dev.baro.core.config.Reading;
import dev.baro.core.doctor.Diagnosis;
import dev.baro.core.model.Balancer;
import dev.baro.core.route.RouteList.WithExports;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Examines a balancer and reports anything that prevents forwarding. It works without the
/// daemon, and changes nothing.
public final class BalancerDoctor {
    /// The checks, in the order in which a balancer depends on the conditions that they test.
    static final List<BalancerCheck> CHECKS = List.of(
            new ConfigValid(),
            new Kernel(),
            new BpfJit(),
            new BpfFileSystem(),
            new Memory(),
            new Daemon(),
            new Problems(),
            new ApiCertificate(),
            new SameNetwork(),
            new InterfacesUp(),
            new ProgramAttached(),
            new Lro(),
            new Mtu(),
            new Routing(),
            new NextHop(),
            new TunnelMtu(),
            new Exported());

    /// The checks that concern interfaces and routes.
    private static final Set<Class<?>> NETWORK = Set.of(
            InterfacesUp.class,
            ProgramAttached.class,
            Lro.class,
            Mtu.class,
            Routing.class,
            NextHop.class,
            TunnelMtu.class);

    /// The daemon's answers.
    ///
    /// @param status the daemon's status; empty if it does not answer
    /// @param routes the VIPs' routes, and what the routing daemons do with these routes; empty if the
    ///               daemons were not queried
    public record Answers(Optional<Status> status, Optional<WithExports> routes) {
        public static Answers withoutRoutes(Optional<Status> status) {
            return new Answers(status, Optional.empty());
        }
    }

    private BalancerDoctor() {}

    /// Blocks for a few milliseconds per interface and real server.
    ///
    /// @param source     the source of the configuration
    /// @param interfaces the interfaces where packets for VIPs arrive; empty for those in the configuration
    /// @param hostName   the name of this host, which may be the name of a balancer
    /// @param answers    the daemon's answers
    public static Diagnosis examine(
            String source, Reading<Config> reading, List<String> interfaces, String hostName, Answers answers) {
        Optional<Status> daemon = answers.status();
        Optional<Config> config = reading.config();
        List<String> ports = interfaces.isEmpty()
                ? config.flatMap(c -> balancer(c, hostName))
                        .map(Balancer::interfaces)
                        .orElse(List.of())
                : interfaces;
        Namespace namespace = Namespace.of(daemon);
        BalancerSystem system = new BalancerSystem(namespace);
        List<String> seen = namespace.isVisible() ? ports : List.of();
        return examine(new BalancerFacts(
                source,
                reading.problems().stream()
                        .filter(p -> p.severity() == Severity.ERROR)
                        .map(Problem::what)
                        .toList(),
                daemon,
                seen.stream().map(system::port).toList(),
                config.filter(_ -> namespace.isVisible()).map(Config::servers).orElse(List.of()).stream()
                        .map(system::hop)
                        .toList(),
                system.holders(seen),
                answers.routes(),
                namespace,
                system.kernel(),
                config.flatMap(c -> ApiCertificate.read(c.api()))));
    }

    static Diagnosis examine(BalancerFacts facts) {
        return new Diagnosis(CHECKS.stream()
                .filter(check -> facts.namespace().isVisible() || !NETWORK.contains(check.getClass()))
                .flatMap(check -> check.judge(facts).stream())
                .map(finding -> facts.namespace().inside(finding))
                .toList());
    }

    private static Optional<Balancer> balancer(Config config, String hostName) {
        return config.balancers().size() == 1 ? Optional.of(config.balancers().getFirst()) : config.balancer(hostName);
    }
}
