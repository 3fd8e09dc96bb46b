// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerList;
import dev.baro.core.health.Verdict;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.WaitFactor;
import dev.baro.lab.proof.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An operator is shown everything about a bleached mark: servers, cause, router, and start time.
record HealthShown(HealthView view, Fault bleached) implements Proof {
    private static final Duration PATH_WITHIN = Duration.ofSeconds(10);
    private static final Set<String> FIRST_WITHOUT_MARK = Set.of("10.255.1.2", "2001:db8:255:1::2");

    @Override
    public String name() {
        return "shown by baro";
    }

    @Override
    public String expected() {
        return "baro server list, baro server show and baro events: web-a02 mark-lost, web-a01 up, the first router without"
                + " the mark";
    }

    @Override
    public Finding prove(Lab lab) {
        String target = HealthTopology.TARGET;
        bleached.cause().run();
        var _ = HealthView.until(Instant.now(), () -> view.isOut(target, Verdict.MARK_LOST));
        ServerList list = Json.read(baro(lab, "server", "list"), ServerList.class);
        String hop = firstWithoutMark(lab, target);
        List<EventEntry> events = baro(lab, "events")
                .lines()
                .map(line -> Json.read(line, EventEntry.class))
                .toList();
        bleached.fix().run();
        var _ = HealthView.until(Instant.now(), view::everyoneIsUp);

        String listed = list.servers().stream()
                .filter(server -> server.name().equals(target) || server.name().equals("web-a01"))
                .map(server -> server.name() + " " + server.health() + " " + server.verdict())
                .collect(Collectors.joining(", "))
                .strip();
        boolean told = events.stream()
                .anyMatch(event -> event.event().equals("SERVER_DOWN")
                        && target.equals(event.fields().get("server"))
                        && Verdict.MARK_LOST.word().equals(event.fields().get("verdict")));
        return new Finding(
                listed.equals("web-a01 up , web-a02 down mark-lost") && FIRST_WITHOUT_MARK.contains(hop) && told,
                "listed: " + listed + "; path: no mark at " + hop + "; SERVER_DOWN with the verdict "
                        + (told ? "among" : "NOT among") + " the events");
    }

    /// Routers answer only a limited number of probes in a second (net.ipv4.icmp_ratelimit), so a second
    /// attempt may be needed.
    private static String firstWithoutMark(Lab lab, String target) {
        Instant deadline = Instant.now().plus(WaitFactor.with(PATH_WITHIN));
        while (true) {
            ServerDetail detail = Json.read(baro(lab, "server", "show", target), ServerDetail.class);
            Optional<String> hop = detail.targets().stream()
                    .flatMap(evidence -> evidence.path().stream())
                    .filter(seen -> seen.dscp() == 0)
                    .map(ServerDetail.SeenHop::address)
                    .findFirst();
            if (hop.isPresent() || Instant.now().isAfter(deadline)) {
                return hop.orElse("nobody");
            }
        }
    }

    /// Runs a command that is expected to report a problem in its exit code.
    private static String baro(Lab lab, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("-o", "json", "--socket", BaroDaemon.socket(lab.names())));
        return lab.launcher()
                .in(lab.balancer(), all.toArray(String[]::new))
                .run()
                .output();
    }
}
