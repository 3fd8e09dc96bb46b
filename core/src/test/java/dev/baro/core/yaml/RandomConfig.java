// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.ApiSettings;
import dev.baro.core.config.Config;
import dev.baro.core.config.PageSettings;
import dev.baro.core.config.Role;
import dev.baro.core.config.RouteSettings;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.DataCentre;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.Endpoint;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.HealthPolicy;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.MassFailurePolicy;
import dev.baro.core.model.MetricsSettings;
import dev.baro.core.model.Octets;
import dev.baro.core.model.OnServerDown;
import dev.baro.core.model.PassivePolicy;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.ServiceProbes;
import dev.baro.core.model.SessionKeeping;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Configurations over small domains, so that two of them are often equal or nearly so.
public final class RandomConfig {
    private RandomConfig() {}

    public static Config of(Random random) {
        Config config = new Config(
                word(random),
                parts(random, name -> balancer(name, random)),
                parts(random, name -> dataCentre(name, random)),
                parts(random, name -> server(name, random)),
                parts(random, name -> vip(name, random)),
                new HealthTimings(timing(random), timing(random), timing(random), timing(random), policy(random)),
                new SessionSettings(1_024 + random.nextInt(2), random.nextInt(2), timeouts(random)),
                new MetricsSettings(IpAddress.parse("127.0.0.1"), random.nextInt(2)),
                page(random),
                "/etc/baro/" + word(random));
        return config.withRoutes(routes(config.vips(), random)).withApi(api(random));
    }

    private static RouteSettings routes(List<Vip> vips, Random random) {
        boolean announce = random.nextBoolean();
        Map<String, Boolean> exceptions =
                vips.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toMap(Vip::name, _ -> !announce));
        return new RouteSettings(
                announce, exceptions, 254 - random.nextInt(2), Duration.ofSeconds(30 + random.nextInt(2)));
    }

    /// One part drawn again, which may give the same part again.
    public static Config changed(Config config, Random random) {
        Config other = of(random);
        int part = random.nextInt(12);
        return new Config(
                        part == 0 ? other.cluster() : config.cluster(),
                        part == 1 ? other.balancers() : config.balancers(),
                        part == 2 ? other.dataCentres() : config.dataCentres(),
                        part == 3 ? other.servers() : config.servers(),
                        part == 4 ? other.vips() : config.vips(),
                        part == 5 ? other.health() : config.health(),
                        part == 6 ? other.sessions() : config.sessions(),
                        part == 7 ? other.metrics() : config.metrics(),
                        part == 8 ? other.page() : config.page(),
                        part == 9 ? other.secretFile() : config.secretFile())
                .withRoutes(
                        part == 4 || part == 10
                                ? routes(part == 4 ? other.vips() : config.vips(), random)
                                : config.routes())
                .withApi(part == 11 ? other.api() : config.api());
    }

    private static ApiSettings api(Random random) {
        return random.nextBoolean()
                ? ApiSettings.NONE
                : new ApiSettings(
                        Optional.of(Endpoint.parse("192.0.2.11:" + (9_443 + random.nextInt(2)))),
                        new ApiSettings.TlsFiles("/etc/baro/api.pem", "/etc/baro/" + word(random), "/etc/baro/ca.pem"),
                        "/etc/baro/" + word(random),
                        roles(random),
                        new ApiSettings.SocketUsers(word(random), roles(random), roles(random)));
    }

    private static Map<String, Role> roles(Random random) {
        return words(random).stream()
                .distinct()
                .collect(Collectors.toMap(name -> name, _ -> Role.values()[random.nextInt(3)]));
    }

    private static PageSettings page(Random random) {
        return random.nextBoolean()
                ? PageSettings.NONE
                : new PageSettings(Optional.of(Endpoint.parse("[::1]:" + (8_080 + random.nextInt(2)))), words(random));
    }

    private static Balancer balancer(String name, Random random) {
        List<String> interfaces = words(random);
        int kept = random.nextInt(2) * random.nextInt(1 + interfaces.size());
        return new Balancer(name, word(random), address(random), interfaces, interfaces.subList(0, kept));
    }

    private static DataCentre dataCentre(String name, Random random) {
        return new DataCentre(
                name,
                word(random),
                words(random).stream()
                        .map(w -> Prefix.around(address(random), 8))
                        .distinct()
                        .toList());
    }

    private static RealServer server(String name, Random random) {
        return new RealServer(
                name,
                address(random),
                word(random),
                one(ForwardingMethod.values(), random),
                random.nextInt(2),
                one(ServerState.values(), random));
    }

    private static Vip vip(String name, Random random) {
        return new Vip(
                name,
                address(random),
                new Dscp(1 + random.nextInt(2)),
                words(random),
                parts(random, port -> port(port, random)),
                options(random));
    }

    private static VipOptions options(Random random) {
        SchedulerKind scheduler = one(SchedulerKind.values(), random);
        return new VipOptions(
                scheduler,
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                new SlowStart(Duration.ofSeconds(30L * random.nextInt(2)), 150 + 50 * random.nextInt(2)),
                new SessionKeeping(Duration.ofMinutes(random.nextInt(2)), one(OnServerDown.values(), random)),
                1 + random.nextInt(2),
                new VipOptions.Refusals(
                        one(VipOptions.Refusal.values(), random), one(VipOptions.Refusal.values(), random)),
                standby(random),
                scheduler == SchedulerKind.ROUND_ROBIN ? 1 + random.nextInt(2) * 15 : 1);
    }

    private static VipOptions.Standby standby(Random random) {
        List<String> servers = words(random);
        List<String> centres = words(random);
        boolean others = centres.isEmpty() && random.nextBoolean();
        return servers.isEmpty() && centres.isEmpty() && !others
                ? VipOptions.Standby.NONE
                : new VipOptions.Standby(
                        servers, centres, others, 1 + random.nextInt(2), Duration.ofSeconds(30L * random.nextInt(2)));
    }

    private static ServicePort port(String name, Random random) {
        return new ServicePort(
                name,
                one(Protocol.values(), random),
                80 + random.nextInt(2),
                check(random),
                probes(random),
                words(random),
                random.nextBoolean());
    }

    private static ServiceProbes probes(Random random) {
        return new ServiceProbes(random.nextInt(2), said(random), said(random));
    }

    private static ServiceProbes.Timing said(Random random) {
        return new ServiceProbes.Timing(
                Duration.ofSeconds(random.nextInt(2)),
                Duration.ofSeconds(random.nextInt(2)),
                Duration.ofSeconds(random.nextInt(2)),
                random.nextInt(2),
                random.nextInt(2));
    }

    private static ApplicationCheck check(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new ApplicationCheck.None();
            case 2 -> new ApplicationCheck.Unprobed();
            case 3 -> new ApplicationCheck.Dns(word(random), "A", "NOERROR", random.nextBoolean());
            case 1 -> new ApplicationCheck.Udp(new Octets("0" + random.nextInt(2)), Octets.parse(word(random)));
            default ->
                new ApplicationCheck.Http(
                        random.nextBoolean(),
                        "GET",
                        "/" + word(random),
                        word(random),
                        "20" + random.nextInt(2),
                        random.nextBoolean(),
                        words(random),
                        word(random),
                        files(random));
        };
    }

    private static TlsFiles files(Random random) {
        String directory = "/etc/" + word(random);
        return switch (random.nextInt(3)) {
            case 0 -> TlsFiles.NONE;
            case 1 -> new TlsFiles(directory, "", "");
            default -> new TlsFiles("", directory, directory + "/key");
        };
    }

    private static HealthPolicy policy(Random random) {
        return new HealthPolicy(
                random.nextBoolean(),
                random.nextBoolean(),
                Duration.ofSeconds(random.nextInt(2)),
                new MassFailurePolicy(1 + random.nextInt(2), Duration.ofSeconds(1 + random.nextInt(2))),
                one(PassivePolicy.values(), random));
    }

    private static SessionTimeouts timeouts(Random random) {
        return new SessionTimeouts(
                Duration.ofSeconds(60 + random.nextInt(2)),
                Duration.ofSeconds(900 + random.nextInt(2)),
                Duration.ofSeconds(120 + random.nextInt(2)),
                Duration.ofSeconds(300 + random.nextInt(2)));
    }

    private static ProbeTiming timing(Random random) {
        return new ProbeTiming(
                Duration.ofMillis(500L * (1 + random.nextInt(2))),
                Duration.ofMillis(500L * (1 + random.nextInt(2))),
                Duration.ofSeconds(1 + random.nextInt(2)),
                1 + random.nextInt(2),
                1 + random.nextInt(2));
    }

    private static <T> List<T> parts(Random random, Function<String, T> part) {
        return words(random).stream().map(part).toList();
    }

    /// None, one or two different names in any order.
    private static List<String> words(Random random) {
        List<String> words = new ArrayList<>(List.of("a", "b"));
        Collections.shuffle(words, random);
        return words.subList(0, random.nextInt(3));
    }

    private static String word(Random random) {
        return one(new String[] {"", "a"}, random);
    }

    private static IpAddress address(Random random) {
        return IpAddress.parse(one(new String[] {"10.0.0.1", "11.0.0.1"}, random));
    }

    private static <T> T one(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }
}
