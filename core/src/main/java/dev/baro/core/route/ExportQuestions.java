// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import dev.baro.core.route.RouteList.Export;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// The questions that show which prefixes a routing daemon exports to other routers. The caller carries them there
/// and back.
public final class ExportQuestions {
    /// Protocols that export to other hosts: `up4 BGP --- up 2026-11-30 Established`.
    private static final Pattern BIRD_PROTOCOL =
            Pattern.compile("^(\\S+)\\s+(?:BGP|OSPF|RIP|Babel)\\s+\\S+\\s+up\\s.*$", Pattern.MULTILINE);

    private static final Pattern BIRD_ROUTE = Pattern.compile("^([0-9a-f.:]+/\\d+)\\s", Pattern.MULTILINE);

    private ExportQuestions() {}

    /// Carries a question to a routing daemon.
    public interface Carrier {
        /// @return the answer; empty if there is none
        Optional<String> answer(String question);
    }

    /// Created on demand, because its initialization takes long.
    private static final class Mapper {
        static final JsonMapper JSON = new JsonMapper();
    }

    /// @return the exports of BIRD; empty if it leaves a question unanswered
    public static Optional<List<Export>> ofBird(Carrier bird) {
        Optional<String> protocols = bird.answer("show protocols");
        if (protocols.isEmpty()) {
            return Optional.empty();
        }
        List<Export> all = new ArrayList<>();
        for (String name : found(BIRD_PROTOCOL, protocols.get())) {
            Optional<String> routes = bird.answer("show route export " + name);
            if (routes.isEmpty()) {
                return Optional.empty();
            }
            found(BIRD_ROUTE, routes.get()).forEach(prefix -> all.add(new Export(prefix, name)));
        }
        return Optional.of(all);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /// @return the exports of FRR; empty if it leaves a question unanswered
    public static Optional<List<Export>> ofFrr(Carrier frr) {
        List<Export> all = new ArrayList<>();
        boolean answered = false;
        for (String family : List.of("ipv4", "ipv6")) {
            JsonNode summary = json(frr.answer("show bgp " + family + " unicast summary json"));
            answered |= !summary.isMissingNode();
            for (String neighbour : summary.path("peers").propertyNames()) {
                Optional<String> routes = frr.answer(
                        "show bgp " + family + " unicast neighbors " + neighbour + " advertised-routes json");
                if (routes.isEmpty()) {
                    return Optional.empty();
                }
                json(routes)
                        .path("advertisedRoutes")
                        .propertyNames()
                        .forEach(prefix -> all.add(new Export(prefix, neighbour)));
            }
        }
        return answered ? Optional.of(all) : Optional.empty();
    }

    private static JsonNode json(Optional<String> answer) {
        try {
            return answer.filter(text -> !text.isBlank())
                    .map(Mapper.JSON::readTree)
                    .orElse(MissingNode.getInstance());
        } catch (JacksonException e) {
            // Its message reports that the neighbour no longer exists.
            return MissingNode.getInstance();
        }
    }
}
