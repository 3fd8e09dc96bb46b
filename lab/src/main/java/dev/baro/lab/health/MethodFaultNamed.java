// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Lag;
import dev.baro.lab.proof.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A fault is caused at the same time at servers that are reached by one method each. Every port that it breaks
/// is down with the right verdict, over IPv4 and IPv6, no other port is down, and the fix restores them.
record MethodFaultNamed(HealthView view, MethodFault fault) implements Proof {
    /// Three intervals of the L7 check plus its timeout, and two intervals of the L4 check.
    private static final Duration NAMED_WITHIN = Duration.ofMillis(3 * 800 + 200 + 2 * 800);

    private static final Duration BACK_WITHIN = Duration.ofSeconds(4);
    private static final Set<String> ALL_PORTS = Set.of("http", "https", "echo");

    @Override
    public String name() {
        return fault.name();
    }

    @Override
    public String expected() {
        return words() + " within " + NAMED_WITHIN.toMillis() + " ms; no other server affected; back within "
                + BACK_WITHIN.toMillis() + " ms of the fix";
    }

    @Override
    public Finding prove(Lab lab) {
        long before = view.newestEvent();
        Instant since = Instant.now();
        fault.cause().run();
        Duration named = HealthView.until(since, () -> wrong().isEmpty());
        List<String> wrong = wrong();
        List<String> alsoDown = alsoDown();
        fault.fix().run();
        Duration back = HealthView.until(Instant.now(), view::everyoneIsUp);
        Set<String> others = new TreeSet<>(view.concernedSince(before));
        fault.servers().forEach(server -> others.removeAll(HealthView.entries(server)));

        boolean ok = Lag.isWithin(NAMED_WITHIN, named)
                && wrong.isEmpty()
                && alsoDown.isEmpty()
                && others.isEmpty()
                && Lag.isWithin(BACK_WITHIN, back);
        return new Finding(
                ok,
                words() + " after " + HealthView.words(named) + ", back " + HealthView.words(back) + " after the fix; "
                        + (wrong.isEmpty() ? "" : "NOT so: " + wrong + "; ")
                        + (alsoDown.isEmpty() ? "" : "also down: " + alsoDown + "; ")
                        + (others.isEmpty() ? "no other server affected" : "others affected: " + others));
    }

    private String words() {
        String methods = fault.servers().stream()
                .map(MethodFaultNamed::method)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return fault.verdict().word() + " by " + methods + ", for " + String.join(", ", new TreeSet<>(fault.ports()))
                + ", IPv4 and IPv6";
    }

    private static String method(String server) {
        return switch (server) {
            case HealthTopology.BY_IPIP -> "ipip";
            case HealthTopology.BY_MAC -> "mac";
            default -> "dscp";
        };
    }

    /// The ports that should be down with the right verdict, but are not.
    private List<String> wrong() {
        return view.said(fault.servers(), fault.ports()).stream()
                .filter(said -> !said.endsWith(" down " + fault.verdict().word()))
                .toList();
    }

    /// The ports that should be up, but are not.
    private List<String> alsoDown() {
        Set<String> spared = new TreeSet<>(ALL_PORTS);
        spared.removeAll(fault.ports());
        return Stream.concat(view.said(fault.servers(), spared).stream(), view.said(notBroken(), ALL_PORTS).stream())
                .filter(said -> !said.contains(" up "))
                .toList();
    }

    private List<String> notBroken() {
        return HealthTopology.byOneMethod().stream()
                .filter(server -> !fault.servers().contains(server))
                .toList();
    }
}
