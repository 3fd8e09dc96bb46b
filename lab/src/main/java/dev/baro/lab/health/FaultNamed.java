// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.health.Layer;
import dev.baro.lab.capture.Capture;
import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Lag;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/// Causes a fault at one server. The checks of TCP and UDP, over IPv4 and IPv6, give the right verdict, the
/// server soon gets no new sessions, no other server is affected, and the server is restored after the fix.
record FaultNamed(HealthView view, Fault fault) implements Proof {
    /// Two intervals of the checks that identify the fault.
    private static final Duration NAMED_WITHIN = Duration.ofMillis(1600);

    private static final Duration BACK_WITHIN = Duration.ofSeconds(3);
    /// The time after the server goes down during which no new session may arrive.
    private static final Duration AFTERMATH = Duration.ofMillis(500);

    @Override
    public String name() {
        return fault.name();
    }

    @Override
    public String expected() {
        return fault.verdict().word() + " for TCP and UDP, IPv4 and IPv6 within " + NAMED_WITHIN.toMillis()
                + " ms; the last new session within "
                + outWithin(fault.seenBy()).toMillis()
                + " ms; no other server affected; back within " + BACK_WITHIN.toMillis() + " ms of the fix";
    }

    @Override
    public Finding prove(Lab lab) {
        String target = HealthTopology.TARGET;
        long before = view.newestEvent();
        Capture sessions = captureNewSessions(lab, "fault");
        Instant since = Instant.now();
        fault.cause().run();
        Duration named = HealthView.until(since, () -> view.named(target, fault.verdict()));
        Duration out = HealthView.until(since, () -> view.isOut(target, fault.verdict()));
        Pause.of(AFTERMATH);
        Duration last = lastSession(sessions.stop(), since);
        fault.fix().run();
        Duration back = HealthView.until(Instant.now(), view::everyoneIsUp);
        Set<String> others = new TreeSet<>(view.concernedSince(before));
        others.removeAll(HealthView.entries(target));

        boolean ok = Lag.isWithin(NAMED_WITHIN, named)
                && Lag.isWithin(outWithin(fault.seenBy()), last)
                && out.compareTo(Duration.ofDays(1)) < 0
                && Lag.isWithin(BACK_WITHIN, back)
                && others.isEmpty();
        return new Finding(
                ok,
                fault.verdict().word() + " for TCP and UDP, IPv4 and IPv6 after " + HealthView.words(named)
                        + ", down after " + HealthView.words(out) + ", last new session after "
                        + HealthView.words(last) + ", back " + HealthView.words(back) + " after the fix; "
                        + (others.isEmpty() ? "no other server affected" : "others affected: " + others));
    }

    /// The promised time: interval × fall + timeout + 0.5 s, with the values of health.yaml.
    static Duration outWithin(Layer layer) {
        return switch (layer) {
            case L2, L3 -> Duration.ofMillis(2 * 400 + 200 + 500);
            case L4, L7 -> Duration.ofMillis(2 * 800 + 200 + 500);
        };
    }

    /// Captures the first packets of the visitor's sessions on the way to the target, at a point that they pass
    /// whatever the target's state.
    static Capture captureNewSessions(Lab lab, String name) {
        Path file = lab.names().directory().resolve(name + ".pcap");
        return Capture.start(
                lab.edge(),
                HealthTopology.CORE,
                file,
                Capture.HEADERS,
                "(src host %s or src host %s) and (dst host 10.10.10.2 or dst host 2001:db8:10:10::2) and"
                                .formatted(HealthTopology.VISITOR_V4, HealthTopology.VISITOR_V6)
                        + " (tcp[13] & 2 != 0 or (ip6[6] = 6 and ip6[53] & 2 != 0) or udp)");
    }

    private static Duration lastSession(Capture sessions, Instant since) {
        return sessions.lastAt().map(last -> Duration.between(since, last)).orElse(Duration.ofDays(1));
    }
}
