// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.writer;

import dev.baro.core.config.Config;
import dev.baro.core.config.PageSettings;
import dev.baro.core.config.RouteSettings;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.DataCentre;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.HealthPolicy;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.MetricsSettings;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.ServiceProbes;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Prints a configuration as a YAML file for further editing: one line for each small item, no defaults, and
/// comments with the corresponding ServerIron words. It writes text directly, because a YAML generator supports
/// neither this layout nor the comments.
public final class YamlText {
    private static final int DEFAULT_WEIGHT = 100;

    private final StringBuilder out = new StringBuilder();
    private final boolean everything;

    private YamlText(boolean everything) {
        this.everything = everything;
    }

    public static String of(Config config) {
        return new YamlText(false).print(config);
    }

    /// The configuration with all defaults included, so that readers need not look them up.
    public static String effective(Config config) {
        return new YamlText(true).print(config);
    }

    private String print(Config config) {
        head(config);
        balancers(config.balancers());
        dataCentres(config.dataCentres());
        servers(config.servers());
        health(config.health());
        sessions(config.sessions());
        metrics(config.metrics());
        page(config.page());
        YamlTextApi.line(config.api()).ifPresent(this::section);
        routes(config.routes());
        vips(config.vips(), config.routes());
        return out.toString();
    }

    private void head(Config config) {
        line("# yaml-language-server: $schema=/usr/share/baro/baro-v1.schema.json");
        line("#   baro check   is this file right?   baro diff      what would change?");
        line("#   baro apply   make it so");
        line("version: 1");
        if (!config.cluster().isEmpty()) {
            line("cluster: " + YamlTextScalar.name(config.cluster()));
        }
        if (!config.secretFile().isEmpty()) {
            line("cluster-secret-file: " + YamlTextScalar.quoted(config.secretFile()));
        }
    }

    private void balancers(List<Balancer> balancers) {
        if (!balancers.isEmpty()) {
            section("balancers:");
        }
        for (Balancer balancer : balancers) {
            List<String> fields = new ArrayList<>();
            if (!balancer.dataCentre().isEmpty()) {
                fields.add("data-centre: " + YamlTextScalar.name(balancer.dataCentre()));
            }
            fields.add("address: " + YamlTextScalar.address(balancer.address()));
            fields.add("interfaces: " + interfaces(balancer));
            entry(balancer.name(), fields);
        }
    }

    private static String interfaces(Balancer balancer) {
        if (balancer.keepsTags().isEmpty()) {
            return list(balancer.interfaces());
        }
        return balancer.interfaces().stream()
                .map(name ->
                        YamlTextScalar.name(name) + (balancer.keepsTags().contains(name) ? ": {vlan: keep}" : ": {}"))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private void dataCentres(List<DataCentre> dataCentres) {
        if (!dataCentres.isEmpty()) {
            section("data-centres:");
        }
        for (DataCentre dataCentre : dataCentres) {
            List<String> fields = new ArrayList<>();
            if (everything || !dataCentre.description().isEmpty()) {
                fields.add("description: " + YamlTextScalar.quoted(dataCentre.description()));
            }
            if (everything || !dataCentre.prefixes().isEmpty()) {
                fields.add(dataCentre.prefixes().stream()
                        .map(p -> YamlTextScalar.quoted(p.toString()))
                        .collect(Collectors.joining(", ", "prefixes: [", "]")));
            }
            entry(dataCentre.name(), fields);
        }
    }

    private void servers(List<RealServer> servers) {
        section(servers.isEmpty() ? "servers: {}" : "servers:  # server real, server remote-name");
        for (RealServer server : servers) {
            List<String> fields = new ArrayList<>();
            fields.add("address: " + YamlTextScalar.address(server.address()));
            if (!server.dataCentre().isEmpty()) {
                fields.add("data-centre: " + YamlTextScalar.name(server.dataCentre()));
            }
            if (everything || server.method() != ForwardingMethod.DSCP) {
                fields.add("method: " + server.method().word());
            }
            if (everything || server.weight() != DEFAULT_WEIGHT) {
                fields.add("weight: " + server.weight());
            }
            if (everything || server.state() != ServerState.ENABLED) {
                fields.add("state: " + server.state().word());
            }
            entry(server.name(), fields);
        }
    }

    private void health(HealthTimings health) {
        HealthTimings defaults = HealthTimings.DEFAULTS;
        policy(health.policy());
        if (everything
                || !health.equals(new HealthTimings(
                        defaults.l2(), defaults.l3(), defaults.l4(), defaults.l7(), health.policy()))) {
            section("health-defaults:");
        }
        layer("l2", health.l2(), defaults.l2(), "ARP");
        layer("l3", health.l3(), defaults.l3(), "ping");
        layer("l4", health.l4(), defaults.l4(), "tcp keepalive: SYN, SYN+ACK, RST");
        layer("l7", health.l7(), defaults.l7(), "request");
    }

    private void policy(HealthPolicy policy) {
        if (!everything && policy.equals(HealthPolicy.DEFAULTS)) {
            return;
        }
        section("health:");
        line("  up-after: " + (policy.strictOrder() ? "l7" : "l4"));
        line("  ping: " + policy.ping());
        line("  hold-down: " + YamlTextScalar.duration(policy.holdDown()));
        line("  mass-failure: {share: %d, within: %s}"
                .formatted(
                        policy.massFailure().share(),
                        YamlTextScalar.duration(policy.massFailure().within())));
        line("  passive: " + YamlTextScalar.name(policy.passive().word()));
    }

    private void layer(String name, ProbeTiming timing, ProbeTiming usual, String remark) {
        if (everything || !timing.equals(usual)) {
            String fast = everything || timing.hurries()
                    ? ", fast-interval: " + YamlTextScalar.duration(timing.fastInterval())
                    : "";
            line("  %s: {interval: %s%s, timeout: %s, fall: %d, rise: %d}  # %s"
                    .formatted(
                            name,
                            YamlTextScalar.duration(timing.interval()),
                            fast,
                            YamlTextScalar.duration(timing.timeout()),
                            timing.fall(),
                            timing.rise(),
                            remark));
        }
    }

    private void sessions(SessionSettings sessions) {
        List<String> fields = YamlTextSessions.fields(sessions, everything);
        if (!fields.isEmpty()) {
            section("sessions: {%s}".formatted(String.join(", ", fields)));
        }
    }

    private void metrics(MetricsSettings metrics) {
        if (!metrics.isNone()) {
            section("metrics: {listen: %s}".formatted(YamlTextScalar.quoted(metrics.toString())));
        }
    }

    private void page(PageSettings page) {
        page.listen().ifPresent(listen -> {
            String names = page.names().isEmpty()
                    ? ""
                    : ", names: [%s]"
                            .formatted(page.names().stream()
                                    .map(YamlTextScalar::quoted)
                                    .collect(Collectors.joining(", ")));
            section("page: {listen: %s%s}".formatted(YamlTextScalar.quoted(listen.toString()), names));
        });
    }

    private void routes(RouteSettings routes) {
        List<String> fields = new ArrayList<>();
        if (everything || routes.announce()) {
            fields.add("announce: " + routes.announce());
        }
        if (everything || routes.table() != RouteSettings.NONE.table()) {
            fields.add("table: " + routes.table());
        }
        if (everything || !routes.leave().equals(RouteSettings.NONE.leave())) {
            fields.add("leave: " + YamlTextScalar.duration(routes.leave()));
        }
        if (!fields.isEmpty()) {
            section("routes: {" + String.join(", ", fields) + "}");
        }
    }

    private void vips(List<Vip> vips, RouteSettings routes) {
        section(
                vips.isEmpty()
                        ? "vips: {}"
                        : "vips:  # server virtual, tos-marking, predictor, bind; a port that is not named is dropped");
        for (Vip vip : vips) {
            line("  %s:  # server virtual %s %s".formatted(YamlTextScalar.name(vip.name()), vip.name(), vip.address()));
            line("    address: " + YamlTextScalar.address(vip.address()));
            if (!vip.dscp().isNone()) {
                line("    dscp: %d  # tos-marking %s".formatted(vip.dscp().codePoint(), vip.dscp()));
            }
            line("    scheduler: " + vip.options().scheduler().word());
            boolean inTurn = everything && vip.options().scheduler() == SchedulerKind.ROUND_ROBIN;
            if (inTurn || vip.options().spread() != VipOptions.DEFAULTS.spread()) {
                line("    spread: " + vip.options().spread());
            }
            line("    session-sync: " + vip.options().sessionSync());
            line("    probe-through-dscp: " + vip.options().probeThroughDscp());
            if (everything || vip.options().localSegment()) {
                line("    local-segment: " + vip.options().localSegment());
            }
            if (everything || routes.exceptions().containsKey(vip.name())) {
                line("    announce: " + routes.announces(vip.name()));
            }
            YamlTextSessions.lines(vip.options(), everything).forEach(line -> line("    " + line));
            line("    servers: " + list(vip.servers()));
            if (everything || vip.options().need() != VipOptions.DEFAULTS.need()) {
                line("    need: " + vip.options().need());
            }
            line("    ports:");
            vip.ports().forEach(this::port);
        }
    }

    private void port(ServicePort port) {
        line("      %s:".formatted(YamlTextScalar.name(port.name())));
        line("        port: " + port.port());
        YamlTextSessions.lines(port, everything).forEach(line -> line("        " + line));
        if (!port.servers().isEmpty()) {
            line("        servers: " + list(port.servers()));
        }
        String check = check(port);
        if (!check.isEmpty()) {
            line("        check: " + check);
        }
    }

    /// Prints the check at each port, even if the original file defines a shared check once.
    private String check(ServicePort port) {
        if (port.check() instanceof ApplicationCheck.Unprobed) {
            return ApplicationCheck.Unprobed.WORD;
        }
        List<String> l4 = new ArrayList<>();
        List<String> l7 = new ArrayList<>();
        List<String> dns = new ArrayList<>();
        switch (port.check()) {
            case ApplicationCheck.None _, ApplicationCheck.Unprobed _ -> {}
            case ApplicationCheck.Http http -> l7.add(request(http));
            case ApplicationCheck.Udp udp -> l4.add(datagram(udp));
            case ApplicationCheck.Dns query -> dns.add(query(query));
        }
        boolean asked = port.asksOverTcp();
        (dns.isEmpty() || asked ? l4 : dns).addAll(timing(port.probes().l4()));
        (dns.isEmpty() || !asked ? l7 : dns).addAll(timing(port.probes().l7()));
        List<String> parts = new ArrayList<>();
        if (port.probes().port() != 0) {
            parts.add("port: " + port.probes().port());
        }
        if (!l4.isEmpty()) {
            parts.add("l4: {%s}".formatted(String.join(", ", l4)));
        }
        if (!l7.isEmpty()) {
            parts.add("l7: {%s}".formatted(String.join(", ", l7)));
        }
        if (!dns.isEmpty()) {
            parts.add("dns: {%s}".formatted(String.join(", ", dns)));
        }
        return parts.isEmpty() ? "" : "{%s}".formatted(String.join(", ", parts));
    }

    private String query(ApplicationCheck.Dns query) {
        return "name: %s, type: %s, expect: %s%s"
                .formatted(
                        YamlTextScalar.quoted(query.name()),
                        query.type(),
                        YamlTextScalar.quoted(query.expect()),
                        !everything && query.recursive() ? "" : ", recursive: " + query.recursive());
    }

    private static List<String> timing(ServiceProbes.Timing timing) {
        List<String> fields = new ArrayList<>();
        duration(fields, "interval", timing.interval());
        duration(fields, "fast-interval", timing.fastInterval());
        duration(fields, "timeout", timing.timeout());
        if (timing.fall() != 0) {
            fields.add("fall: " + timing.fall());
        }
        if (timing.rise() != 0) {
            fields.add("rise: " + timing.rise());
        }
        return fields;
    }

    private static void duration(List<String> fields, String key, Duration said) {
        if (!said.isZero()) {
            fields.add(key + ": " + YamlTextScalar.duration(said));
        }
    }

    private static String request(ApplicationCheck.Http http) {
        List<String> fields = new ArrayList<>();
        fields.add((http.tls() ? "https: " : "http: ") + YamlTextScalar.quoted(http.method() + " " + http.path()));
        fields.add("expect: " + YamlTextScalar.quoted(http.expectedStatus()));
        if (!http.host().isEmpty()) {
            fields.add("host: " + YamlTextScalar.quoted(http.host()));
        }
        if (http.tls()) {
            fields.add("verify: " + http.verify());
        }
        if (!http.headers().isEmpty()) {
            fields.add("headers: {%s}"
                    .formatted(http.headers().stream().map(YamlText::header).collect(Collectors.joining(", "))));
        }
        if (!http.text().isEmpty()) {
            fields.add("text: " + YamlTextScalar.quoted(http.text()));
        }
        if (!http.files().ca().isEmpty()) {
            fields.add("ca: " + YamlTextScalar.quoted(http.files().ca()));
        }
        if (!http.files().certificate().isEmpty()) {
            fields.add("client-certificate: {certificate: %s, key: %s}"
                    .formatted(
                            YamlTextScalar.quoted(http.files().certificate()),
                            YamlTextScalar.quoted(http.files().key())));
        }
        return String.join(", ", fields);
    }

    /// @param header `Name: value`
    private static String header(String header) {
        int colon = header.indexOf(": ");
        return YamlTextScalar.name(header.substring(0, colon)) + ": "
                + YamlTextScalar.quoted(header.substring(colon + 2));
    }

    private static String datagram(ApplicationCheck.Udp udp) {
        String send = "send: " + YamlTextScalar.quoted(udp.payload().toString());
        return udp.answer().isEmpty()
                ? send
                : send + ", answer: " + YamlTextScalar.quoted(udp.answer().toString());
    }

    private static String list(List<String> names) {
        return names.stream().map(YamlTextScalar::name).collect(Collectors.joining(", ", "[", "]"));
    }

    private void entry(String name, List<String> fields) {
        line("  %s: {%s}".formatted(YamlTextScalar.name(name), String.join(", ", fields)));
    }

    private void section(String text) {
        line("");
        line(text);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
