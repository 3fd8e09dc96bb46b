// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Literals;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.model.VipOptions.Standby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The standby settings of a VIP: their mapping, and checks for unknown names and
/// for thresholds without effect.
final class StandbyKeys {
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private StandbyKeys() {}

    static Standby standby(Part vip) {
        Standby none = Standby.NONE;
        return vip.part("standby")
                .map(part -> new Standby(
                        names(part, "servers"),
                        names(part, "data-centres"),
                        part.text("data-centres").isPresent(),
                        part.number("below").map(Placed::value).orElse(none.below()),
                        part.duration("rest-after").map(Placed::value).orElse(none.restAfter())))
                .orElse(none);
    }

    private static List<String> names(Part part, String key) {
        return part.texts(key).stream().map(Placed::value).toList();
    }

    static List<Problem> check(Part file) {
        return file.parts("vips").stream()
                .flatMap(vip -> vip.part("standby").stream()
                        .flatMap(standby -> Stream.of(ofNone(standby), notOfTheVip(vip, standby), tooLong(standby))
                                .flatMap(problems -> problems)))
                .toList();
    }

    private static Stream<Problem> ofNone(Part standby) {
        return standby.key("servers").isEmpty() && standby.key("data-centres").isEmpty()
                ? Stream.of(standby.placedName()
                        .error(
                                "standby lists neither servers nor data-centres",
                                "such as servers: [web-3], data-centres: [idc-b], or data-centres: others"))
                : Stream.of();
    }

    private static Stream<Problem> notOfTheVip(Part vip, Part standby) {
        Set<String> ofVip = Set.copyOf(names(vip, "servers"));
        Set<String> seen = new HashSet<>();
        List<Problem> problems = new ArrayList<>();
        for (Placed<String> name : standby.texts("servers")) {
            if (!seen.add(name.value())) {
                problems.add(name.error("%s is listed twice".formatted(Words.shortened(name.value())), "keep one"));
            } else if (!ofVip.contains(name.value())) {
                problems.add(name.error(
                        "server %s is a standby server but not a server of VIP %s"
                                .formatted(Words.quoted(name.value()), Words.shortened(vip.name())),
                        "add it to the servers of the VIP, or remove it here"));
            }
        }
        return problems.stream();
    }

    private static Stream<Problem> tooLong(Part standby) {
        return standby
                .duration("rest-after")
                .filter(said -> said.value().compareTo(LONGEST_REST) > 0)
                .map(said -> said.error(
                        "rest-after %s is out of range".formatted(Literals.text(said.value())),
                        "0s to %s".formatted(Literals.text(LONGEST_REST))))
                .stream();
    }

    /// The checks that need the servers and data centres of the file.
    static List<Problem> across(Part file) {
        Map<String, String> centres = new HashMap<>();
        file.parts("servers")
                .forEach(server -> centres.put(
                        server.name(),
                        server.text("data-centre").map(Placed::value).orElse("")));
        Set<String> known = file.parts("data-centres").stream().map(Part::name).collect(Collectors.toSet());
        List<Problem> problems = new ArrayList<>();
        for (Part vip : file.parts("vips")) {
            vip.part("standby").ifPresent(standby -> {
                unknown(standby, known).forEach(problems::add);
                neverRests(vip, standby, centres).ifPresent(problems::add);
                ofNoCentre(file, standby).forEach(problems::add);
            });
        }
        return problems;
    }

    private static Stream<Problem> unknown(Part standby, Set<String> known) {
        return standby.texts("data-centres").stream()
                .filter(name -> !known.contains(name.value()))
                .map(name -> name.error(
                        "unknown data centre %s".formatted(Words.quoted(name.value())),
                        known.isEmpty()
                                ? "the file has none"
                                : Words.suggestion(
                                        name.value(), known.stream().sorted().toList())));
    }

    /// Reports settings under which every server stands by, none does, or the standby servers never rest. Only
    /// servers and data centres named explicitly count, because `others` depends on the balancer.
    private static Optional<Problem> neverRests(Part vip, Part standby, Map<String, String> centres) {
        Set<String> named = Set.copyOf(names(standby, "servers"));
        Set<String> elsewhere = Set.copyOf(names(standby, "data-centres"));
        List<String> all = names(vip, "servers");
        long others = all.stream()
                .filter(name -> !named.contains(name) && !elsewhere.contains(centres.getOrDefault(name, "")))
                .count();
        int below = standby.number("below").map(Placed::value).orElse(Standby.NONE.below());
        String name = Words.shortened(vip.name());
        if (all.isEmpty() || standby.text("data-centres").isPresent()) {
            return Optional.empty();
        }
        if (others == 0) {
            return Optional.of(standby.placedName()
                    .error(
                            "every server of VIP %s is a standby server".formatted(name),
                            "remove those that should be used first"));
        }
        if (others < below) {
            return standby.number("below")
                    .map(said -> said.error(
                            "below %d exceeds the %d servers of VIP %s that are not standby servers"
                                    .formatted(below, others, name),
                            "write 1 to %d; otherwise the standby servers are always in use".formatted(others)));
        }
        return others < all.size() || elsewhere.isEmpty()
                ? Optional.empty()
                : Optional.of(standby.placedName()
                        .warning(
                                "no server of VIP %s is a standby server".formatted(name),
                                "none of its servers is in these data centres"));
    }

    /// Reports `others` if a balancer has no data centre, because the setting has no effect on that balancer.
    private static Stream<Problem> ofNoCentre(Part file, Part standby) {
        return standby.text("data-centres").stream()
                .filter(word -> word.value().equals(Standby.OTHERS))
                .flatMap(word -> file.parts("balancers").stream()
                        .filter(balancer -> balancer.key("data-centre").isEmpty())
                        .limit(1)
                        .map(balancer -> word.warning(
                                "balancer %s has no data-centre, so others has no meaning there"
                                        .formatted(Words.shortened(balancer.name())),
                                "add data-centre to it; until then it treats all servers alike")));
    }
}
