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
import dev.baro.core.yaml.YamlFrontEnd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Servers that wait until others fail.
class StandbysTest {
    private static final long SECOND_NS = 1_000_000_000;

    private static final String TEXT = """
            version: 1
            data-centres: {idc-a: {}, idc-b: {}}
            balancers:
              lb-a: {address: 192.0.2.250, data-centre: idc-a, interfaces: [eth0]}
              lb-b: {address: 192.0.2.251, data-centre: idc-b, interfaces: [eth0]}
            servers:
              a-1: {address: 198.51.100.1, data-centre: idc-a}
              a-2: {address: 198.51.100.2, data-centre: idc-a}
              b-1: {address: 198.51.100.3, data-centre: idc-b}
              b-2: {address: 198.51.100.4, data-centre: idc-b}
            vips:
              store:
                address: 203.0.113.100
                dscp: 10
                servers: [a-1, a-2, b-1, b-2]
                standby: {servers: [b-1, b-2], below: 2, rest-after: 30s}
                ports: {http: {port: 80}}
            """;

    private static final List<String> ALL = List.of("a-1", "a-2", "b-1", "b-2");

    @Test
    void standByWhileEnoughOfTheOthersAreUsable() {
        State state = running(TEXT, "lb-a");

        assertThat(takers(state)).containsExactly("a-1", "a-2");
        assertThat(keepers(state)).containsExactlyElementsOf(ALL);
    }

    @Test
    void areCalledAtOnceBesideThoseThatAreLeft() {
        State state = running(TEXT, "lb-a").after(up("a-1", "b-1", "b-2"), SECOND_NS);

        assertThat(takers(state)).containsExactly("a-1", "b-1", "b-2");
    }

    @Test
    void standByAgainOnlyAfterTheOthersHaveBeenUsableForAWhile() {
        State called = running(TEXT, "lb-a").after(up("a-1", "b-1", "b-2"), SECOND_NS);

        State back = called.after(upAll(), 10 * SECOND_NS);

        assertThat(takers(back)).containsExactlyElementsOf(ALL);
        assertThat(back.nextChangeNs()).hasValue(40 * SECOND_NS);
        assertThat(takers(back.after(new Event.Ticked(), 40 * SECOND_NS - 1))).containsExactlyElementsOf(ALL);
        State over = back.after(new Event.Ticked(), 40 * SECOND_NS);
        assertThat(takers(over)).containsExactly("a-1", "a-2");
        assertThat(keepers(over)).containsExactlyElementsOf(ALL);
        assertThat(over.nextChangeNs()).isEmpty();
    }

    /// As a server that comes and goes: each return begins the wait once more, and the standby servers stay.
    @Test
    void aFlappingServerSendsThemNowhere() {
        State state = running(TEXT, "lb-a");
        for (int second = 1; second < 600; second += 20) {
            state = state.after(up("a-1", "b-1", "b-2"), second * SECOND_NS).after(upAll(), (second + 5) * SECOND_NS);

            assertThat(takers(state)).as("second %d", second).containsExactlyElementsOf(ALL);
        }
    }

    @Test
    void aServerWithoutAVerdictYetCallsNothing() {
        State state = running(TEXT, "lb-a").after(health(Map.of("b-1", Condition.UP)), SECOND_NS);

        assertThat(takers(state)).isEmpty();
        assertThat(state.standbys()).isEqualTo(Standbys.NONE);
    }

    /// The balancer suspects itself and goes on with servers that fail; then others may help.
    @Test
    void aServerThatIsKeptDoesNotCount() {
        Map<ServiceMember, MemberHealth> members = new HashMap<>(members(Map.of("b-1", Condition.UP)));
        List.of("a-1", "a-2")
                .forEach(server ->
                        members.put(member(server), new MemberHealth(Condition.DOWN, true, Verdict.SERVER_DOWN, 0)));

        State state = running(TEXT, "lb-a")
                .after(new Event.HealthChanged(new Health(true, members, Suspicion.NONE)), SECOND_NS);

        assertThat(takers(state)).containsExactly("a-1", "a-2", "b-1");
    }

    @Test
    void aDrainCallsThemToo() {
        State state = running(TEXT, "lb-a").after(drained("a-1"), SECOND_NS);

        assertThat(takers(state)).containsExactly("a-2", "b-1", "b-2");
        assertThat(Shortage.of(state)).isEmpty();
    }

    @Test
    void theirDataCentreStandsForThem() {
        String text = TEXT.replace("servers: [b-1, b-2], below: 2", "data-centres: [idc-a]");

        assertThat(takers(running(text, "lb-a"))).containsExactly("b-1", "b-2");
        assertThat(takers(running(text, "lb-a").after(up("a-1", "a-2"), SECOND_NS)))
                .containsExactly("a-1", "a-2");
    }

    @Test
    void eachBalancerPrefersItsOwnDataCentre() {
        String text = TEXT.replace("servers: [b-1, b-2], below: 2", "data-centres: others");

        assertThat(takers(running(text, "lb-a"))).containsExactly("a-1", "a-2");
        assertThat(takers(running(text, "lb-b"))).containsExactly("b-1", "b-2");
        assertThat(takers(running(text, "lb-b").after(up("a-1", "a-2"), SECOND_NS)))
                .containsExactly("a-1", "a-2");
        assertThat(takers(running(text, "unlisted"))).containsExactlyElementsOf(ALL);
    }

    @Test
    void countsForWhatAVipNeedsAsItIsCalledBefore() {
        String text = TEXT.replace("dscp: 10", "dscp: 10\n    need: 3").replace("below: 2", "below: 1");
        State state = running(text, "lb-a");

        assertThat(Shortage.of(state)).isEmpty();
        assertThat(Shortage.of(state.after(up("a-1", "b-1"), SECOND_NS))).containsExactly(new Shortage("store", 2, 3));
    }

    /// What a planner keeps of the plan before must not hide a call.
    @Test
    void aPlannerThatKnowsThePlanBeforeSaysTheSame() {
        Planner planner = new Planner();
        State state = running(TEXT, "lb-a");
        for (Event event : List.of(up("a-1", "b-1", "b-2"), upAll(), new Event.Ticked(), drained("a-2"))) {
            state = state.after(event, state.nextChangeNs().orElse(SECOND_NS));

            assertThat(planner.plan(state)).as("after %s", event).isEqualTo(new Planner().plan(state));
        }
    }

    private static State running(String text, String balancer) {
        Config config = YamlFrontEnd.read(text).config().orElseThrow();
        return State.initial(Overrides.NONE, balancer, 0)
                .after(upAll(), 0)
                .after(new Event.ConfigAccepted(config, "test.yaml"), 0);
    }

    private static Event drained(String server) {
        ServerOverride.Wish drain = new ServerOverride.Wish.Drain(ServerOverride.Wish.Drain.NO_DEADLINE, false);
        return new Event.ServerOverridden(new ServerOverride(server, "", drain, "", 3));
    }

    private static Event upAll() {
        return up("a-1", "a-2", "b-1", "b-2");
    }

    /// The others are down.
    private static Event up(String... servers) {
        Map<String, Condition> conditions = new HashMap<>();
        ALL.forEach(server -> conditions.put(server, Condition.DOWN));
        List.of(servers).forEach(server -> conditions.put(server, Condition.UP));
        return health(conditions);
    }

    private static Event health(Map<String, Condition> conditions) {
        return new Event.HealthChanged(new Health(true, members(conditions), Suspicion.NONE));
    }

    private static Map<ServiceMember, MemberHealth> members(Map<String, Condition> conditions) {
        Map<ServiceMember, MemberHealth> members = new HashMap<>();
        conditions.forEach((server, condition) -> members.put(
                member(server), new MemberHealth(condition, condition == Condition.UP, Verdict.HEALTHY, 0)));
        return members;
    }

    private static ServiceMember member(String server) {
        return new ServiceMember("store", "http", server);
    }

    private static Set<String> takers(State state) {
        ServicePlan service = state.plan().services().getFirst();
        Set<String> takers = new TreeSet<>();
        for (int slot = 0; slot < service.ring().size(); slot++) {
            takers.add(service.servers().get(service.ring().slot(slot)).name());
        }
        return takers;
    }

    private static List<String> keepers(State state) {
        return state.plan().services().getFirst().servers().stream()
                .filter(PlannedServer::keepsSessions)
                .map(PlannedServer::name)
                .toList();
    }
}
