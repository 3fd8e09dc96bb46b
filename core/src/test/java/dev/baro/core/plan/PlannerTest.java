// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.ServerOverride.Wish;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A planner that has made other plans before. `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a run.
class PlannerTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int VIPS = 3;
    private static final int SERVERS = 5;

    private final Random random = seeded();

    @Test
    void plansAsIfItHadPlannedNothingBefore() {
        Planner planner = new Planner();
        State state = State.INITIAL.after(new Event.ConfigAccepted(config(), "baro.yaml"), 0);
        for (int step = 1; step <= 400; step++) {
            state = state.after(event(state.config(), step), step * SECOND_NS);

            assertThat(planner.plan(state)).as("step %d", step).isEqualTo(new Planner().plan(state));
        }
    }

    @Test
    void keepsTheInstanceOfEveryServiceThatIsAsBefore() {
        Planner planner = new Planner();
        State state = State.INITIAL.after(new Event.ConfigAccepted(config(), "baro.yaml"), 0);
        int kept = 0;
        for (int step = 1; step <= 200; step++) {
            Map<VirtualService, ServicePlan> before = byService(planner.plan(state));
            state = state.after(event(state.config(), step), step * SECOND_NS);
            for (ServicePlan service : planner.plan(state).services()) {
                if (service.equals(before.get(service.service()))) {
                    assertThat(service).isSameAs(before.get(service.service()));
                    kept++;
                }
            }
        }
        assertThat(kept).isPositive();
    }

    @Test
    void keepsEveryInstanceWhenTheSameFileIsReadAgain() {
        Planner planner = new Planner();
        Plan before = planner.plan(read(PlanTexts.STORE));

        Plan after = planner.plan(read(PlanTexts.STORE));

        assertThat(after.services()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(after.services().get(i)).isSameAs(before.services().get(i));
        }
    }

    @Test
    void changesOnlyTheServicesWhoseServersChanged() {
        Planner planner = new Planner();
        Plan before = planner.plan(read(PlanTexts.STORE));

        Plan after = planner.plan(read(PlanTexts.STORE.replace("198.51.100.3}", "198.51.100.3, weight: 50}")));

        assertThat(after.services().get(0)).isNotEqualTo(before.services().get(0));
        assertThat(after.services().get(1)).isNotEqualTo(before.services().get(1));
        assertThat(after.services().get(2)).isSameAs(before.services().get(2));
    }

    private Event event(Config config, int step) {
        Vip vip = config.vips().get(random.nextInt(config.vips().size()));
        String server = vip.servers().get(random.nextInt(vip.servers().size()));
        String scope = random.nextBoolean() ? vip.name() : "";
        return switch (random.nextInt(6)) {
            case 0, 1 -> new Event.ConfigAccepted(config(), "baro.yaml");
            case 2 -> new Event.HealthChanged(health(config));
            case 3 ->
                new Event.ServerOverridden(
                        new ServerOverride(server, scope, wish(step * SECOND_NS), "", step * SECOND_NS));
            case 4 -> new Event.OverrideRemoved(server, scope);
            default -> new Event.Ticked();
        };
    }

    private Wish wish(long nowNs) {
        return switch (random.nextInt(4)) {
            case 0 -> new Wish.Drain(Wish.Drain.NO_DEADLINE, false);
            case 1 -> new Wish.Drain(nowNs + 3 * SECOND_NS, false);
            case 2 -> new Wish.Disable();
            default -> new Wish.Weight(random.nextInt(RealServer.MAX_WEIGHT + 1));
        };
    }

    private Health health(Config config) {
        Map<ServiceMember, MemberHealth> members = new HashMap<>();
        for (Vip vip : config.vips()) {
            for (ServicePort port : vip.ports()) {
                vip.servers().forEach(server -> member(new ServiceMember(vip.name(), port.name(), server), members));
            }
        }
        return random.nextInt(4) == 0 ? Health.UNWATCHED : new Health(true, members, Suspicion.NONE);
    }

    private void member(ServiceMember member, Map<ServiceMember, MemberHealth> members) {
        switch (random.nextInt(6)) {
            case 0 -> members.put(member, new MemberHealth(Condition.DOWN, false, Verdict.SERVER_DOWN, 0));
            case 1 -> members.put(member, new MemberHealth(Condition.DOWN, true, Verdict.SERVER_DOWN, 0));
            case 2 -> {} // nothing is known of it yet
            default -> members.put(member, new MemberHealth(Condition.UP, true, Verdict.HEALTHY, 0));
        }
    }

    /// Over small domains, so that much is as before.
    private Config config() {
        StringBuilder text = new StringBuilder("version: 1\nservers:\n");
        for (int server = 1; server <= SERVERS; server++) {
            text.append("  s%d: {address: 198.51.100.%d, weight: %d, state: %s}%n"
                    .formatted(
                            server,
                            server + 10 * rarely(),
                            1 + rarely(),
                            one("enabled", "enabled", "drain", "disabled")));
        }
        text.append("vips:\n");
        for (int vip = 1; vip <= VIPS; vip++) {
            int first = 1 + random.nextInt(2);
            text.append("  v%d:%n    address: 203.0.113.%d%n    dscp: %d%n    scheduler: %s%n"
                    .formatted(vip, vip, 10 + vip + 4 * rarely(), one("round-robin", "least-connections", "maglev")));
            text.append("%s    on-server-down: %s%n    servers: [s%d, s%d, s%d]%n"
                    .formatted(
                            one("", "    slow-start: 10s\n"),
                            one("keep", "move"),
                            first,
                            first + 1,
                            first + 2 + rarely()));
            text.append("    ports: {http: {port: %d}, dns: {port: 53, protocol: udp}, ssl: {port: 443}}%n"
                    .formatted(80 + rarely()));
        }
        return PlanTexts.config(text.toString());
    }

    private int rarely() {
        return random.nextInt(4) == 0 ? 1 : 0;
    }

    private String one(String... words) {
        return words[random.nextInt(words.length)];
    }

    private static State read(String text) {
        return State.INITIAL.after(new Event.ConfigAccepted(PlanTexts.config(text), "baro.yaml"), 0);
    }

    private static Map<VirtualService, ServicePlan> byService(Plan plan) {
        Map<VirtualService, ServicePlan> services = new HashMap<>();
        plan.services().forEach(service -> services.put(service.service(), service));
        return services;
    }

    private static Random seeded() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of PlannerTest: " + seed);
        return new Random(seed);
    }
}
