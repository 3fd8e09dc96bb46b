// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Words;
import dev.baro.core.dscp.MarkedVip;
import dev.baro.core.dscp.MarkedVip.MarkedServer;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the VIPs and marks of a YAML text that may have errors, as far as they are readable.
public final class YamlMarks {
    private YamlMarks() {}

    /// @param source the user's name for the text
    public static List<MarkedVip> of(String source, Part file) {
        Map<String, Optional<MarkedServer>> servers = file.parts("servers").stream()
                .collect(Collectors.toMap(Part::name, YamlMarks::server, (first, _) -> first));
        return file.parts("vips").stream().map(vip -> of(source, vip, servers)).toList();
    }

    /// @return the server; empty if packets to it carry no mark
    private static Optional<MarkedServer> server(Part server) {
        return isReachedByMark(server)
                ? Optional.of(new MarkedServer(name(server), identity(server)))
                : Optional.empty();
    }

    private static MarkedVip of(String source, Part vip, Map<String, Optional<MarkedServer>> servers) {
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
                        .flatMap(name -> servers.getOrDefault(name, server(Part.named(name))).stream())
                        .toList());
    }

    /// The part's name in a form that fits on one line, regardless of its length and content.
    static String name(Part named) {
        return Words.shortened(named.name());
    }

    private static String identity(Part named) {
        return named.addresses().stream()
                .findFirst()
                .map(address -> address.value().toString())
                .orElse(named.name());
    }

    private static boolean isReachedByMark(Part server) {
        return server.text("method")
                .map(method -> method.value().equals(ForwardingMethod.DSCP.word()))
                .orElse(true);
    }
}
