// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Config;
import dev.baro.core.config.RouteSettings;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.DataCentre;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Octets;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.ServiceProbes;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Builds the configuration from a file without errors, and throws for any other file.
final class ConfigMapping {
    private static final String DEFAULT_STATUS = "200";

    private ConfigMapping() {}

    static Config of(Part file) {
        return of(file, Config.EMPTY, Map.of());
    }

    /// @param before  the configuration of a file that differs only in some servers and VIPs; all other items
    ///                are reused from it
    /// @param changed the names of the items that differ, under the keys `servers` and `vips`
    static Config of(Part file, Config before, Map<String, Set<String>> changed) {
        Map<String, RealServer> servers = new HashMap<>(before.serversByName());
        servers.keySet().removeAll(changed.getOrDefault("servers", Set.of()));
        Map<String, Vip> vips = new HashMap<>(before.vipsByName());
        vips.keySet().removeAll(changed.getOrDefault("vips", Set.of()));
        NamedChecks checks = NamedChecks.of(file);
        List<RealServer> all = file.parts("servers").stream()
                .map(part -> servers.computeIfAbsent(part.name(), _ -> server(part)))
                .toList();
        return new Config(
                file.text("cluster").map(Placed::value).orElse(""),
                file.parts("balancers").stream().map(ConfigMapping::balancer).toList(),
                file.parts("data-centres").stream()
                        .map(ConfigMapping::dataCentre)
                        .toList(),
                all,
                file.parts("vips").stream()
                        .flatMap(part -> AddressPair.isOne(part)
                                ? AddressPair.split(vip(part, checks), addresses(part), servers).stream()
                                : Stream.of(vips.computeIfAbsent(part.name(), _ -> vip(part, checks))))
                        .toList(),
                Timings.of(file),
                SessionKeys.settings(file),
                ListenKeys.metrics(file),
                ListenKeys.page(file),
                file.text("cluster-secret-file").map(Placed::value).orElse(""),
                routes(file),
                ApiKeys.settings(file));
    }

    /// The settings for routes. A VIP's `announce` is an exception if it is the opposite of the default, and
    /// applies to both addresses of a pair.
    private static RouteSettings routes(Part file) {
        Part routes = file.part("routes").orElse(Part.EMPTY);
        RouteSettings defaults = RouteSettings.NONE;
        boolean announce = routes.flag("announce").map(Placed::value).orElse(defaults.announce());
        Map<String, Boolean> exceptions = new HashMap<>();
        for (Part vip : file.parts("vips")) {
            vip.flag("announce")
                    .map(Placed::value)
                    .filter(said -> said != announce)
                    .ifPresent(said -> AddressPair.names(vip).forEach(name -> exceptions.put(name, said)));
        }
        return new RouteSettings(
                announce,
                exceptions,
                routes.number("table").map(Placed::value).orElse(defaults.table()),
                routes.duration("leave").map(Placed::value).orElse(defaults.leave()));
    }

    private static Balancer balancer(Part part) {
        return new Balancer(
                part.name(),
                part.text("data-centre").map(Placed::value).orElse(""),
                part.address().orElseThrow().value(),
                interfaces(part),
                part.part("interfaces").map(ConfigMapping::keepingTags).orElse(List.of()));
    }

    /// The names of the interfaces, which the file gives as a list or as the keys of a mapping.
    private static List<String> interfaces(Part part) {
        List<String> listed = values(part, "interfaces");
        return listed.isEmpty()
                ? part.parts("interfaces").stream().map(Part::name).toList()
                : listed;
    }

    private static List<String> keepingTags(Part interfaces) {
        return interfaces.parts().stream()
                .filter(each -> each.text("vlan").isPresent())
                .map(Part::name)
                .toList();
    }

    private static DataCentre dataCentre(Part part) {
        return new DataCentre(
                part.name(),
                part.text("description").map(Placed::value).orElse(""),
                values(part, "prefixes").stream().map(Prefix::parse).toList());
    }

    private static RealServer server(Part part) {
        return new RealServer(
                part.name(),
                part.address().orElseThrow().value(),
                part.text("data-centre").map(Placed::value).orElse(""),
                word(part, "method", ForwardingMethod.DSCP),
                part.number("weight").map(Placed::value).orElse(RealServer.MAX_WEIGHT),
                word(part, "state", ServerState.ENABLED));
    }

    private static Vip vip(Part part, NamedChecks checks) {
        return new Vip(
                part.name(),
                addresses(part).getFirst(),
                part.number("dscp").map(mark -> Dscp.of(mark.value())).orElse(Dscp.NONE),
                values(part, "servers"),
                part.parts("ports").stream()
                        .flatMap(port -> PortCheck.numbers(port).stream().map(number -> port(port, number, checks)))
                        .toList(),
                options(part));
    }

    private static List<IpAddress> addresses(Part vip) {
        return vip.addresses().stream().map(Placed::value).toList();
    }

    private static VipOptions options(Part part) {
        VipOptions defaults = VipOptions.DEFAULTS;
        return new VipOptions(
                word(part, "scheduler", defaults.scheduler()),
                part.flag("session-sync").map(Placed::value).orElse(defaults.sessionSync()),
                part.flag("probe-through-dscp").map(Placed::value).orElse(defaults.probeThroughDscp()),
                part.flag("local-segment").map(Placed::value).orElse(defaults.localSegment()),
                SessionKeys.slowStart(part),
                SessionKeys.keeping(part),
                part.number("need").map(Placed::value).orElse(defaults.need()),
                new VipOptions.Refusals(
                        word(part, "on-unserved", defaults.refusals().onUnserved()),
                        word(part, "on-no-server", defaults.refusals().onNoServer())),
                StandbyKeys.standby(part),
                part.number("spread").map(Placed::value).orElse(defaults.spread()));
    }

    private static ServicePort port(Part part, int number, NamedChecks checks) {
        Part check = checks.checkOf(part).orElse(Part.EMPTY);
        Protocol protocol = word(part, "protocol", Protocol.TCP);
        String l4 = protocol == Protocol.UDP && check.key("dns").isPresent() ? "dns" : "l4";
        String l7 = protocol == Protocol.TCP && check.key("dns").isPresent() ? "dns" : "l7";
        return new ServicePort(
                PortCheck.name(part, number),
                protocol,
                number,
                NamedChecks.isNone(part) ? new ApplicationCheck.Unprobed() : check(check),
                new ServiceProbes(
                        check.number("port").map(Placed::value).orElse(0),
                        Timings.said(check.part(l4).orElse(Part.EMPTY)),
                        Timings.said(check.part(l7).orElse(Part.EMPTY))),
                values(part, "servers"),
                part.flag("one-packet").map(Placed::value).orElse(false));
    }

    private static ApplicationCheck check(Part check) {
        return check.part("l7")
                .map(ConfigMapping::request)
                .or(() -> check.part("dns").map(ConfigMapping::query))
                .or(() -> check.part("l4")
                        .filter(l4 -> l4.key("send").isPresent())
                        .map(ConfigMapping::datagram))
                .orElseGet(ApplicationCheck.None::new);
    }

    private static ApplicationCheck datagram(Part datagram) {
        return new ApplicationCheck.Udp(octets(datagram, "send"), octets(datagram, "answer"));
    }

    private static ApplicationCheck query(Part dns) {
        return new ApplicationCheck.Dns(
                dns.text("name").orElseThrow().value(),
                dns.text("type").map(Placed::value).orElse("A"),
                dns.text("expect").map(text -> text.value().replace(" ", "")).orElse("NOERROR"),
                dns.flag("recursive").map(Placed::value).orElse(true));
    }

    private static Octets octets(Part part, String key) {
        return part.text(key).map(text -> Octets.parse(text.value())).orElse(Octets.NONE);
    }

    private static ApplicationCheck request(Part request) {
        boolean tls = request.key("https").isPresent();
        String line = request.text(tls ? "https" : "http").orElseThrow().value();
        int space = line.indexOf(' ');
        return new ApplicationCheck.Http(
                tls,
                line.substring(0, space),
                line.substring(space + 1),
                request.text("host").map(Placed::value).orElse(""),
                expectedStatus(request),
                request.flag("verify").map(Placed::value).orElse(false),
                request.part("headers").map(ConfigMapping::headers).orElse(List.of()),
                request.text("text").map(Placed::value).orElse(""),
                files(request));
    }

    private static TlsFiles files(Part request) {
        Optional<Part> client = request.part("client-certificate");
        return new TlsFiles(
                request.text("ca").map(Placed::value).orElse(""),
                client.flatMap(part -> part.text("certificate"))
                        .map(Placed::value)
                        .orElse(""),
                client.flatMap(part -> part.text("key")).map(Placed::value).orElse(""));
    }

    private static List<String> headers(Part headers) {
        return headers.texts().entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue().value())
                .toList();
    }

    private static String expectedStatus(Part request) {
        return request.number("expect")
                .map(number -> number.value().toString())
                .or(() -> request.text("expect").map(text -> text.value().replace(" ", "")))
                .orElse(DEFAULT_STATUS);
    }

    /// The constant that corresponds to a word in the file, as in each `word()` of the model.
    static <E extends Enum<E>> E word(Part part, String key, E otherwise) {
        return part.text(key)
                .map(text -> Enum.valueOf(
                        otherwise.getDeclaringClass(),
                        text.value().toUpperCase(Locale.ROOT).replace('-', '_')))
                .orElse(otherwise);
    }

    private static List<String> values(Part part, String key) {
        return part.texts(key).stream().map(Placed::value).toList();
    }
}
