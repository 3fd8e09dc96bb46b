// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.HealthPolicy;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.ServiceProbes;
import dev.baro.core.serveriron.Statement.BringupRetries;
import dev.baro.core.serveriron.Statement.Keepalive;
import dev.baro.core.serveriron.Statement.Setting;
import dev.baro.core.serveriron.Statement.StrictBringup;
import dev.baro.core.serveriron.Text.Profile;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Maps the timings of probes. The shortest keepalive becomes the default for every port; a port whose profile
/// differs keeps its own keepalive.
final class Health {
    private static final HealthTimings DEFAULTS = HealthTimings.DEFAULTS;

    private final Text text;
    private final Problems problems;

    private Health(Text text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    static HealthTimings timings(Text text, List<Bindings> bindings, Problems problems) {
        Health health = new Health(text, problems);
        Set<Integer> bound = bindings.stream()
                .flatMap(b -> b.ports().stream())
                .map(Bindings.BoundPort::port)
                .collect(Collectors.toSet());
        List<Profile> used =
                text.profiles().stream().filter(p -> bound.contains(p.port())).toList();
        text.profiles().stream().filter(p -> !bound.contains(p.port())).forEach(health::reportUnused);
        ProbeTiming l3 = health.ping();
        ProbeTiming l2 = health.arp(l3);
        HealthPolicy policy = health.policy(used);
        return health.shortest(used)
                .map(Health::said)
                .map(said -> new HealthTimings(l2, l3, said.over(DEFAULTS.l4()), said.over(DEFAULTS.l7()), policy))
                .orElse(new HealthTimings(l2, l3, DEFAULTS.l4(), DEFAULTS.l7(), policy));
    }

    /// The policy, which applies to all ports here, derived from a setting that the device has for each port.
    private HealthPolicy policy(List<Profile> used) {
        HealthPolicy usual = HealthPolicy.DEFAULTS;
        List<StrictBringup> strict = used.stream()
                .flatMap(profile -> Text.all(profile.statements(), StrictBringup.class).stream())
                .toList();
        if (strict.isEmpty()) {
            return usual;
        }
        problems.note(
                strict.getFirst().line().first(),
                "no-fast-bringup is imported as up-after: l7 (health.up-after)",
                "on the ServerIron it applies to a port; here it applies to every port with a request");
        return new HealthPolicy(true, usual.ping(), usual.holdDown(), usual.massFailure(), usual.passive());
    }

    /// The settings of a port's profile that differ from the general ones.
    static ServiceProbes probes(Text text, int port, Protocol protocol, HealthTimings general) {
        List<Keepalive> all = text.ofPort(port, Keepalive.class);
        List<Keepalive> ofProtocol =
                all.stream().filter(k -> k.protocol() == protocol).toList();
        List<Keepalive> said = ofProtocol.isEmpty() ? all : ofProtocol;
        int rise = text.ofPort(port, BringupRetries.class).stream()
                .reduce((_, later) -> later)
                .map(BringupRetries::count)
                .orElse(0);
        ServiceProbes.Timing last = said.isEmpty() ? ServiceProbes.Timing.DEFAULTS : said(said.getLast());
        boolean usual = last.interval().equals(general.l4().interval())
                && last.fall() == general.l4().fall();
        ServiceProbes.Timing kept = usual ? ServiceProbes.Timing.DEFAULTS : last;
        ServiceProbes.Timing own = new ServiceProbes.Timing(
                kept.interval(), kept.fastInterval(), kept.timeout(), kept.fall(), rise == 0 ? kept.rise() : rise);
        return new ServiceProbes(0, own, own);
    }

    private void reportUnused(Profile profile) {
        problems.note(
                profile.header().first(),
                "nothing is imported from server port %s: no VIP serves the port".formatted(Ports.name(profile.port())),
                "to serve it, bind it in a virtual server");
    }

    private Optional<Keepalive> shortest(List<Profile> used) {
        List<Keepalive> all = used.stream()
                .flatMap(p -> Text.last(p.statements(), Keepalive.class).stream())
                .toList();
        Optional<Keepalive> shortest = all.stream()
                .min(Comparator.comparingInt(Keepalive::intervalSeconds).thenComparingInt(Keepalive::retries));
        shortest.ifPresent(taken -> {
            boolean alike = all.stream().allMatch(k -> sameTiming(k, taken));
            all.forEach(k -> report(k, taken, alike));
        });
        return shortest;
    }

    private void report(Keepalive keepalive, Keepalive taken, boolean alike) {
        int failures = keepalive.retries() + 1;
        problems.note(
                keepalive.line().first(),
                "%s: probed every %ds, down after %d failure%s in a row (%d %s)"
                        .formatted(
                                keepalive.line().text(),
                                keepalive.intervalSeconds(),
                                failures,
                                failures == 1 ? "" : "s",
                                keepalive.retries(),
                                keepalive.retries() == 1 ? "retry" : "retries"),
                alike
                        ? "this applies to the connection (l4) and the request (l7) of every port"
                        : ("this applies to the ports of this profile; ports without a keepalive use the shortest, %s"
                                        + " (line %d)")
                                .formatted(taken.line().text(), taken.line().number()));
    }

    private static boolean sameTiming(Keepalive one, Keepalive other) {
        return one.intervalSeconds() == other.intervalSeconds() && one.retries() == other.retries();
    }

    private static ServiceProbes.Timing said(Keepalive keepalive) {
        Duration interval = Duration.ofSeconds(keepalive.intervalSeconds());
        return new ServiceProbes.Timing(interval, Duration.ZERO, Duration.ZERO, keepalive.retries() + 1, 0);
    }

    private ProbeTiming ping() {
        Optional<Setting> interval = text.setting("ping-interval");
        Optional<Setting> retries = text.setting("ping-retries");
        retries.ifPresent(r -> problems.note(
                r.line().first(),
                "a server is down after %d failed pings in a row".formatted(r.value()),
                "imported unchanged"));
        ProbeTiming before = DEFAULTS.l3();
        return new ProbeTiming(
                interval.map(i -> Duration.ofSeconds(i.value())).orElse(before.interval()),
                before.timeout(),
                retries.map(Setting::value).orElse(before.fall()),
                before.rise());
    }

    private ProbeTiming arp(ProbeTiming ping) {
        ProbeTiming before = DEFAULTS.l2();
        Optional<Setting> said = text.setting("periodic-arp-interval");
        Duration interval = said.map(s -> Duration.ofSeconds(s.value()))
                .orElse(ping.interval().multipliedBy(HealthTimings.L2_INTERVAL_FACTOR));
        if (said.isEmpty()) {
            text.reals().stream()
                    .findFirst()
                    .ifPresent(first -> reportArp(first.header().first(), ping, interval));
        }
        return new ProbeTiming(interval, before.timeout(), before.fall(), before.rise());
    }

    private void reportArp(Word firstServer, ProbeTiming ping, Duration arp) {
        String what = "ping every %ds, ARP every %ds".formatted(ping.interval().toSeconds(), arp.toSeconds());
        Optional<Setting> said = text.setting("ping-interval");
        if (said.isPresent()) {
            problems.note(said.get().line().first(), what, "ARP is 10 times as rare as ping, as on the ServerIron");
        } else {
            problems.note(
                    firstServer,
                    "no server ping-interval line: " + what,
                    "ARP is 10 times as rare as ping, as on the ServerIron, whose defaults are 2s and 20s");
        }
    }
}
