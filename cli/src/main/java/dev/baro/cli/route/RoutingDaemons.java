// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.route;

import dev.baro.cli.client.Programs;
import dev.baro.core.route.RouteList.Export;
import dev.baro.core.route.RouteList.Exports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Queries the routing daemons on this host for their exported routes.
///
/// @param bird BIRD's control socket
/// @param frr  FRR's path space; empty for the default one
public record RoutingDaemons(Path bird, String frr) {
    static final Path BIRD_SOCKET = Path.of("/run/bird/bird.ctl");

    private static final Path FRR_DIRECTORY = Path.of("/run/frr");

    /// Protocols that export to other hosts: `up4 BGP --- up 2026-11-30 Established`.
    private static final Pattern BIRD_PROTOCOL =
            Pattern.compile("^(\\S+)\\s+(?:BGP|OSPF|RIP|Babel)\\s+\\S+\\s+up\\s.*$", Pattern.MULTILINE);

    private static final Pattern BIRD_ROUTE = Pattern.compile("^([0-9a-f.:]+/\\d+)\\s", Pattern.MULTILINE);

    private static final JsonMapper JSON = new JsonMapper();

    /// The daemons of Debian's packages.
    public static RoutingDaemons ofHost() {
        return new RoutingDaemons(BIRD_SOCKET, "");
    }

    /// Runs `birdc` and `vtysh` if their daemons exist. Blocks for about 10 ms, plus 50 ms for
    /// each neighbour of FRR.
    public Exports exports() {
        List<Export> all = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        List<String> not = new ArrayList<>();
        if (!Files.exists(bird)) {
            not.add("BIRD: there is no " + bird);
        } else if (ofBird(all)) {
            asked.add("BIRD");
        } else {
            not.add("BIRD: birdc -s " + bird + " show protocols fails: check that it is installed and that you are"
                    + " root");
        }
        Path bgpd = FRR_DIRECTORY.resolve(frr).resolve("bgpd.vty");
        if (!Files.exists(bgpd)) {
            not.add("FRR: there is no " + bgpd);
        } else if (ofFrr(all)) {
            asked.add("FRR");
        } else {
            not.add("FRR: vtysh -c 'show bgp summary json' fails: check that it is installed and that you are root");
        }
        return new Exports(all, asked, not);
    }

    private boolean ofBird(List<Export> all) {
        Optional<String> protocols = birdc("show", "protocols");
        protocols.ifPresent(text -> BIRD_PROTOCOL
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .forEach(name -> birdc("show", "route", "export", name)
                        .ifPresent(routes -> BIRD_ROUTE
                                .matcher(routes)
                                .results()
                                .forEach(route -> all.add(new Export(route.group(1), name))))));
        return protocols.isPresent();
    }

    private Optional<String> birdc(String... words) {
        return Programs.output(Stream.concat(Stream.of("birdc", "-r", "-s", bird.toString()), Stream.of(words))
                .toArray(String[]::new));
    }

    private boolean ofFrr(List<Export> all) {
        boolean answered = false;
        for (String family : List.of("ipv4", "ipv6")) {
            JsonNode summary = vtysh("show bgp " + family + " unicast summary json");
            answered |= !summary.isMissingNode();
            for (String neighbour : summary.path("peers").propertyNames()) {
                vtysh("show bgp " + family + " unicast neighbors " + neighbour + " advertised-routes json")
                        .path("advertisedRoutes")
                        .propertyNames()
                        .forEach(prefix -> all.add(new Export(prefix, neighbour)));
            }
        }
        return answered;
    }

    private JsonNode vtysh(String question) {
        List<String> command = new ArrayList<>(List.of("vtysh"));
        if (!frr.isEmpty()) {
            command.addAll(List.of("-N", frr));
        }
        command.addAll(List.of("-c", question));
        Optional<String> answer = Programs.output(command.toArray(String[]::new));
        try {
            return answer.filter(text -> !text.isBlank())
                    .map(JSON::readTree)
                    .orElse(tools.jackson.databind.node.MissingNode.getInstance());
        } catch (JacksonException e) {
            // Its message reports that the neighbour no longer exists.
            return tools.jackson.databind.node.MissingNode.getInstance();
        }
    }
}
