// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.config.Change.Comparison;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.DataCentre;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.HealthPolicy;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.MetricsSettings;
import dev.baro.core.model.PassivePolicy;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import java.util.List;
import java.util.stream.Stream;

/// The differences between two configurations, one per line, in terms of the YAML file, regardless of the front
/// end that read them.
///
/// ```
/// vips.store-app1.servers   + store-web-b03
/// vips.store-app1.dscp      10 -> 11
/// ```
public final class ConfigDiff {
    private static final int GAP = 3;

    private ConfigDiff() {}

    /// @return lines without line breaks, with an aligned second column; empty if and only if
    /// the configurations are equal
    public static List<String> between(Config before, Config after) {
        List<Change> changes = Stream.of(
                        Change.ofValue("cluster", before.cluster(), after.cluster(), text -> text),
                        Change.ofValue("cluster-secret-file", before.secretFile(), after.secretFile(), text -> text),
                        Change.ofParts("balancers", before.balancers(), after.balancers(), new OfBalancer()),
                        Change.ofParts("data-centres", before.dataCentres(), after.dataCentres(), new OfDataCentre()),
                        Change.ofParts("servers", before.servers(), after.servers(), new OfServer()),
                        health(before.health(), after.health()),
                        SessionDiff.sessions(before.sessions(), after.sessions()),
                        Change.ofValue("metrics.listen", before.metrics(), after.metrics(), MetricsSettings::toString),
                        Change.ofValue("page.listen", before.page(), after.page(), PageSettings::address),
                        Change.ofValue(
                                "page.names",
                                before.page().names(),
                                after.page().names(),
                                names -> String.join(", ", names)),
                        ApiDiff.api(before.api(), after.api()),
                        RouteDiff.routes(before, after),
                        Change.ofParts("vips", before.vips(), after.vips(), new OfVip()))
                .flatMap(changed -> changed)
                .toList();
        int width = changes.stream()
                        .mapToInt(change -> change.path().length())
                        .max()
                        .orElse(0)
                + GAP;
        return changes.stream()
                .map(change -> change.path() + " ".repeat(width - change.path().length()) + change.text())
                .toList();
    }

    private static Stream<Change> health(HealthTimings before, HealthTimings after) {
        return Stream.of(
                        timing("l2", before.l2(), after.l2()),
                        timing("l3", before.l3(), after.l3()),
                        timing("l4", before.l4(), after.l4()),
                        timing("l7", before.l7(), after.l7()),
                        policy(before.policy(), after.policy()))
                .flatMap(changed -> changed);
    }

    private static Stream<Change> policy(HealthPolicy before, HealthPolicy after) {
        return Stream.of(
                        Change.ofValue(
                                "health.up-after",
                                before.strictOrder(),
                                after.strictOrder(),
                                strict -> strict ? "l7" : "l4"),
                        Change.ofValue("health.ping", before.ping(), after.ping(), String::valueOf),
                        Change.ofValue("health.hold-down", before.holdDown(), after.holdDown(), Literals::text),
                        Change.ofValue(
                                "health.mass-failure.share",
                                before.massFailure().share(),
                                after.massFailure().share(),
                                String::valueOf),
                        Change.ofValue(
                                "health.mass-failure.within",
                                before.massFailure().within(),
                                after.massFailure().within(),
                                Literals::text),
                        Change.ofValue("health.passive", before.passive(), after.passive(), PassivePolicy::word))
                .flatMap(changed -> changed);
    }

    private static Stream<Change> timing(String layer, ProbeTiming before, ProbeTiming after) {
        String path = "health-defaults." + layer;
        return Stream.of(
                        Change.ofValue(path + ".interval", before.interval(), after.interval(), Literals::text),
                        Change.ofValue(path + ".fast-interval", fast(before), fast(after), text -> text),
                        Change.ofValue(path + ".timeout", before.timeout(), after.timeout(), Literals::text),
                        Change.ofValue(path + ".fall", before.fall(), after.fall(), String::valueOf),
                        Change.ofValue(path + ".rise", before.rise(), after.rise(), String::valueOf))
                .flatMap(changed -> changed);
    }

    private static String fast(ProbeTiming timing) {
        return timing.hurries() ? Literals.text(timing.fastInterval()) : "";
    }

    private record OfBalancer() implements Comparison<Balancer> {
        @Override
        public String name(Balancer balancer) {
            return balancer.name();
        }

        @Override
        public String summary(Balancer balancer) {
            return balancer.address().toString();
        }

        @Override
        public Stream<Change> between(String path, Balancer before, Balancer after) {
            return Stream.of(
                            Change.ofValue(path + ".address", before.address(), after.address(), IpAddress::toString),
                            Change.ofValue(
                                    path + ".data-centre", before.dataCentre(), after.dataCentre(), text -> text),
                            Change.ofList(path + ".interfaces", interfaces(before), interfaces(after)))
                    .flatMap(changed -> changed);
        }

        private static List<String> interfaces(Balancer balancer) {
            return balancer.interfaces().stream()
                    .map(name -> balancer.keepsTags().contains(name) ? name + ": {vlan: keep}" : name)
                    .toList();
        }
    }

    private record OfDataCentre() implements Comparison<DataCentre> {
        @Override
        public String name(DataCentre centre) {
            return centre.name();
        }

        @Override
        public String summary(DataCentre centre) {
            return centre.prefixes().isEmpty() ? "no prefixes" : String.join(", ", prefixes(centre));
        }

        @Override
        public Stream<Change> between(String path, DataCentre before, DataCentre after) {
            return Stream.concat(
                    Change.ofValue(path + ".description", before.description(), after.description(), text -> text),
                    Change.ofList(path + ".prefixes", prefixes(before), prefixes(after)));
        }

        private static List<String> prefixes(DataCentre centre) {
            return centre.prefixes().stream().map(Prefix::toString).toList();
        }
    }

    private record OfServer() implements Comparison<RealServer> {
        @Override
        public String name(RealServer server) {
            return server.name();
        }

        @Override
        public String summary(RealServer server) {
            return server.address().toString();
        }

        @Override
        public Stream<Change> between(String path, RealServer before, RealServer after) {
            return Stream.of(
                            Change.ofValue(path + ".address", before.address(), after.address(), IpAddress::toString),
                            Change.ofValue(
                                    path + ".data-centre", before.dataCentre(), after.dataCentre(), text -> text),
                            Change.ofValue(path + ".method", before.method(), after.method(), ForwardingMethod::word),
                            Change.ofValue(path + ".weight", before.weight(), after.weight(), String::valueOf),
                            Change.ofValue(path + ".state", before.state(), after.state(), ServerState::word))
                    .flatMap(changed -> changed);
        }
    }

    private record OfVip() implements Comparison<Vip> {
        @Override
        public String name(Vip vip) {
            return vip.name();
        }

        @Override
        public String summary(Vip vip) {
            String mark = vip.dscp().isNone() ? "" : ", dscp " + vip.dscp().codePoint();
            return vip.address() + mark;
        }

        @Override
        public Stream<Change> between(String path, Vip before, Vip after) {
            return Stream.of(
                            Change.ofValue(path + ".address", before.address(), after.address(), IpAddress::toString),
                            Change.ofValue(path + ".dscp", before.dscp(), after.dscp(), OfVip::mark),
                            options(path, before.options(), after.options()),
                            Change.ofList(path + ".servers", before.servers(), after.servers()),
                            Change.ofValue(
                                    path + ".need",
                                    before.options().need(),
                                    after.options().need(),
                                    String::valueOf),
                            Change.ofParts(path + ".ports", before.ports(), after.ports(), new PortDiff()))
                    .flatMap(changed -> changed);
        }

        private static String mark(Dscp dscp) {
            return dscp.isNone() ? "" : String.valueOf(dscp.codePoint());
        }

        private static Stream<Change> options(String path, VipOptions before, VipOptions after) {
            return Stream.of(
                            Change.ofValue(
                                    path + ".scheduler", before.scheduler(), after.scheduler(), SchedulerKind::word),
                            Change.ofValue(path + ".spread", before.spread(), after.spread(), String::valueOf),
                            Change.ofValue(
                                    path + ".probe-through-dscp",
                                    before.probeThroughDscp(),
                                    after.probeThroughDscp(),
                                    String::valueOf),
                            Change.ofValue(
                                    path + ".local-segment",
                                    before.localSegment(),
                                    after.localSegment(),
                                    String::valueOf),
                            Change.ofValue(
                                    path + ".session-sync", before.sessionSync(), after.sessionSync(), String::valueOf),
                            SessionDiff.slowStart(path, before.slowStart(), after.slowStart()),
                            SessionDiff.keeping(path, before.keeping(), after.keeping()),
                            SessionDiff.standby(path, before.standby(), after.standby()),
                            SessionDiff.refusals(path, before.refusals(), after.refusals()))
                    .flatMap(changed -> changed);
        }
    }
}
