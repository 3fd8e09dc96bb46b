// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.frontend.ConfigText;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.Overrides;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AppliedWatchTest {
    private static final String OLD = """
            version: 1
            servers:
              a1: {address: 198.51.100.1}
              a2: {address: 198.51.100.2}
              b1: {address: 198.51.100.3}
              b2: {address: 198.51.100.4}
            vips:
              a: {address: 203.0.113.1, dscp: 10, need: 1, servers: [a1, a2], ports: {http: {port: 80}}}
              b: {address: 203.0.113.2, dscp: 11, need: 1, servers: [b1, b2], ports: {http: {port: 80}}}
            """;
    private static final String NEW = OLD.replace("dscp: 10", "dscp: 12");

    private static Config config(String text) {
        return ConfigText.read(text).config().orElseThrow();
    }

    /// @param down    names of servers
    /// @param suspect whether the balancer suspects itself and keeps them in use
    private static State with(State state, Set<String> down, boolean suspect) {
        Map<ServiceMember, MemberHealth> members = new HashMap<>();
        for (Vip vip : state.config().vips()) {
            for (ServicePort port : vip.ports()) {
                vip.servers()
                        .forEach(server -> members.put(
                                new ServiceMember(vip.name(), port.name(), server),
                                down.contains(server)
                                        ? new MemberHealth(Condition.DOWN, suspect, Verdict.SERVER_DOWN, 0)
                                        : new MemberHealth(Condition.UP, true, Verdict.HEALTHY, 0)));
            }
        }
        Suspicion suspicion = suspect ? new Suspicion(true, 1, down.size(), 4, List.of()) : Suspicion.NONE;
        return state.after(new Event.HealthChanged(new Health(true, members, suspicion)), 0);
    }

    private static State healthy(String text) {
        return with(State.INITIAL.after(new Event.ConfigAccepted(config(text), "file"), 0), Set.of(), false);
    }

    private static State after(State before, String text) {
        return before.after(new Event.ConfigAccepted(config(text), "file"), 0);
    }

    @Test
    void aVipThatTheChangeMadeShortIsItsFault() {
        State before = healthy(OLD);
        State after = after(before, NEW);
        AppliedWatch watch = AppliedWatch.of(before, after);

        assertThat(watch.failure(after)).isEmpty();
        assertThat(watch.failure(with(after, Set.of("a1"), false))).isEmpty();
        assertThat(watch.failure(with(after, Set.of("a1", "a2"), false)))
                .contains("a has 0 usable real servers since then, and needs 1");
    }

    @Test
    void whatItDidNotTouchIsNot() {
        State before = healthy(OLD);
        State after = after(before, NEW);
        AppliedWatch watch = AppliedWatch.of(before, after);

        assertThat(watch.failure(with(after, Set.of("b1", "b2"), false))).isEmpty();
        assertThat(watch.failure(with(after, Set.of("a1", "a2", "b1", "b2"), false)))
                .as("both have another cause")
                .isEmpty();
    }

    @Test
    void aVipThatWasShortBeforeOrIsNewIsNot() {
        State before = with(healthy(OLD), Set.of("a1", "a2"), false);
        State after = after(before, NEW);
        assertThat(AppliedWatch.of(before, after).failure(after)).isEmpty();

        State withoutA = healthy(OLD.replaceAll("  a: .*\n", "").replaceAll("  a[12]: .*\n", ""));
        State added = after(withoutA, OLD);
        assertThat(AppliedWatch.of(withoutA, added).failure(with(added, Set.of("a1", "a2"), false)))
                .isEmpty();
    }

    @Test
    void aVipThatIsMeantToBeShortIsNot() {
        String needsBoth = OLD.replace("dscp: 10, need: 1", "dscp: 10, need: 2");
        State before = healthy(needsBoth);
        State after = after(before, needsBoth.replace("198.51.100.1}", "198.51.100.1, state: disabled}"));

        assertThat(AppliedWatch.of(before, after).failure(after)).isEmpty();
    }

    @Test
    void manyServersThatFailAtOnceAreItsFaultIfAllOfThemAreOfItsVips() {
        State before = healthy(OLD);
        State after = after(before, NEW);
        AppliedWatch watch = AppliedWatch.of(before, after);

        assertThat(watch.failure(with(after, Set.of("a1", "a2"), true)))
                .contains("2 of 4 real servers have failed since then, all in VIPs that it changed");
        assertThat(watch.failure(with(after, Set.of("a1", "a2", "b1"), true))).isEmpty();
        assertThat(AppliedWatch.of(with(before, Set.of("b1"), true), after)
                        .failure(with(after, Set.of("a1", "a2"), true)))
                .as("it was suspected before")
                .isEmpty();
    }

    @Test
    void aChangeOfTheHealthChecksTouchesEveryVip() {
        State before = healthy(OLD);
        State after = after(before, OLD + "health-defaults: {l4: {interval: 1s}}\n");

        assertThat(AppliedWatch.of(before, after).failure(with(after, Set.of("a1", "a2", "b1", "b2"), true)))
                .isPresent();
    }

    @Test
    void anOverrideOfAnOperatorEndsTheWatch() {
        State before = healthy(OLD);
        State after = after(before, NEW);
        State drained = after.after(
                new Event.ServerOverridden(new ServerOverride("a1", "", new ServerOverride.Wish.Disable(), "", 0)), 0);

        assertThat(drained.overrides()).isNotEqualTo(Overrides.NONE);
        assertThat(AppliedWatch.of(before, after).failure(with(drained, Set.of("a2"), false)))
                .isEmpty();
    }

    @Test
    void itLastsUntilTheSlowestProbeHasNoticed() {
        assertThat(AppliedWatch.length(config(OLD))).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(2));
        assertThat(AppliedWatch.length(
                        config(OLD + "health-defaults: {l4: {interval: 60s, timeout: 5s, fall: 3, rise: 1}}\n")))
                .isBetween(Duration.ofSeconds(185), Duration.ofSeconds(300));
        assertThat(AppliedWatch.length(
                        config(OLD + "health-defaults: {l4: {interval: 1h, timeout: 5s, fall: 3, rise: 1}}\n")))
                .isEqualTo(Duration.ofMinutes(10));
    }
}
