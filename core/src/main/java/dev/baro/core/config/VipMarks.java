// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.dscp.Dscp;
import dev.baro.core.dscp.MarkedVip;
import dev.baro.core.dscp.MarkedVip.MarkedServer;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The VIPs of a configuration text, as far as their marks are concerned. A YAML text may have errors,
/// marks that
/// collide and VIPs without a mark among them: what can be read is read, and the rest is for the check of
/// the whole file.
///
/// @param problems why nothing could be read; empty otherwise
public record VipMarks(List<MarkedVip> vips, List<Problem> problems) {
    public VipMarks {
        vips = List.copyOf(vips);
        problems = List.copyOf(problems);
    }

    /// @param source what the reader calls the text
    public static VipMarks read(String source, String text) {
        return switch (ConfigFormat.detect(text)) {
            case YAML ->
                switch (YamlParser.parse(text)) {
                    case Parsed.Tree tree -> new VipMarks(of(source, Part.whole(tree.root())), List.of());
                    case Parsed.Broken broken -> new VipMarks(List.of(), broken.problems());
                };
            case SERVERIRON ->
                switch (ConfigText.read(text)) {
                    case Reading.Accepted(Config config, var _) -> new VipMarks(of(source, config), List.of());
                    case Reading.Refused(var problems) -> new VipMarks(List.of(), problems);
                };
        };
    }

    /// @param source what the reader calls the configuration
    public static List<MarkedVip> of(String source, Config config) {
        Map<String, RealServer> servers =
                config.servers().stream().collect(Collectors.toMap(RealServer::name, server -> server));
        return config.vips().stream()
                .map(vip -> new MarkedVip(
                        source,
                        0,
                        vip.name(),
                        vip.address().toString(),
                        vip.dscp().codePoint(),
                        known(vip, servers)))
                .toList();
    }

    private static List<MarkedServer> known(Vip vip, Map<String, RealServer> servers) {
        return vip.servers().stream()
                .flatMap(name -> Optional.ofNullable(servers.get(name)).stream())
                .filter(server -> server.method() == ForwardingMethod.DSCP)
                .map(server -> new MarkedServer(server.name(), server.address().toString()))
                .toList();
    }

    static List<MarkedVip> of(String source, Part file) {
        Map<String, Part> servers =
                file.parts("servers").stream().collect(Collectors.toMap(Part::name, server -> server, (a, _) -> a));
        return file.parts("vips").stream().map(vip -> of(source, vip, servers)).toList();
    }

    private static MarkedVip of(String source, Part vip, Map<String, Part> servers) {
        Optional<Placed<Integer>> dscp = vip.number("dscp");
        return new MarkedVip(
                source,
                dscp.map(Placed::at).orElse(vip.at()).line(),
                name(vip),
                identity(vip),
                dscp.map(Placed::value)
                        .filter(value -> value >= Dscp.MIN && value <= Dscp.MAX)
                        .orElse(0),
                vip.texts("servers").stream()
                        .map(Placed::value)
                        .distinct()
                        .map(name -> servers.getOrDefault(name, Part.named(name)))
                        .filter(VipMarks::isReachedByMark)
                        .map(server -> new MarkedServer(name(server), identity(server)))
                        .toList());
    }

    /// In one line, however long and odd it is.
    static String name(Part named) {
        return Words.shortened(named.name());
    }

    private static String identity(Part named) {
        return named.address().map(address -> address.value().toString()).orElse(named.name());
    }

    private static boolean isReachedByMark(Part server) {
        return server.text("method")
                .map(method -> method.value().equals(ForwardingMethod.DSCP.word()))
                .orElse(true);
    }
}
