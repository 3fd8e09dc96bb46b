// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerSummary.ServerUse;
import dev.baro.core.health.Layer;
import dev.baro.core.health.Verdict;
import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Lag;
import dev.baro.lab.proof.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A server that answers 503 is down although all layers below HTTP work. When it answers 200 again, it is up
/// after `rise` such answers.
record RequestDecides(HealthView view) implements Proof {
    private static final Set<String> BELOW = Set.of("l2", "l3", "l4");
    /// The minimum time from the first 200 to the second: one interval minus its jitter.
    private static final Duration BACK_NOT_BEFORE = Duration.ofMillis(750);

    private static final Duration BACK_WITHIN = Duration.ofMillis(2 * 800 + 200 + 500);

    @Override
    public String name() {
        return "503 and 200";
    }

    @Override
    public String expected() {
        return "503: HTTP application-wrong and down within "
                + FaultNamed.outWithin(Layer.L7).toMillis() + " ms, L3 and L4 up, echo up; 200: back after rise 2, "
                + BACK_NOT_BEFORE.toMillis() + " to " + BACK_WITHIN.toMillis() + " ms; no other server affected";
    }

    @Override
    public Finding prove(Lab lab) {
        WebServer web = lab.webServer(HealthTopology.TARGET);
        long before = view.newestEvent();
        Instant since = Instant.now();
        web.wellOrNot(false);
        Duration out = HealthView.until(
                since,
                () -> uses("http").stream()
                        .allMatch(use ->
                                use.health().equals("down") && use.verdict().equals(Verdict.APPLICATION_WRONG.word())));
        boolean green = lowerLayersWork()
                && uses("echo").stream().allMatch(use -> use.health().equals("up"));
        web.wellOrNot(true);
        Duration back = HealthView.until(Instant.now(), view::everyoneIsUp);
        Set<String> others = new TreeSet<>(view.concernedSince(before));
        others.removeAll(HealthView.entries(HealthTopology.TARGET));

        boolean ok = Lag.isWithin(FaultNamed.outWithin(Layer.L7), out)
                && green
                && back.compareTo(BACK_NOT_BEFORE) >= 0
                && Lag.isWithin(BACK_WITHIN, back)
                && others.isEmpty();
        return new Finding(
                ok,
                "503: HTTP down after " + HealthView.words(out) + ", L3, L4 and echo "
                        + (green ? "stay up" : "do NOT stay up") + "; 200: back after " + HealthView.words(back) + "; "
                        + (others.isEmpty() ? "no other server affected" : "others affected: " + others));
    }

    private List<ServerUse> uses(String port) {
        return view.uses(HealthTopology.TARGET).stream()
                .filter(use -> use.port().equals(port))
                .toList();
    }

    private boolean lowerLayersWork() {
        return HealthView.entries(HealthTopology.TARGET).stream()
                .map(view::server)
                .map(ServerDetail::targets)
                .flatMap(List::stream)
                .filter(target -> BELOW.contains(target.layer()))
                .allMatch(target -> target.condition().equals("up"));
    }
}
