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
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanHealthTest {
    private static final String TEXT = """
            version: 1
            servers:
              web-1: {address: 198.51.100.1}
              web-2: {address: 198.51.100.2}
              web-3: {address: 198.51.100.3, state: drain}
            vips:
              store:
                address: 203.0.113.100
                dscp: 10
                need: 2
                servers: [web-1, web-2, web-3]
                ports: {http: {port: 80}, ssl: {port: 443}}
            """;
    private static final Config CONFIG = config(TEXT);

    @Test
    void withoutProbesEveryServerIsUsed() {
        Plan plan = state(Health.UNWATCHED).plan();

        assertThat(plan).isEqualTo(Plan.of(CONFIG));
        assertThat(slots(plan, 0)).containsOnly("web-1", "web-2");
    }

    @Test
    void aServerIsLeftOutOfTheRingOfThePortThatItCannotServe() {
        Plan plan = state(usable("http web-1", "http web-2", "http web-3", "ssl web-2", "ssl web-3"))
                .plan();

        assertThat(slots(plan, 0)).containsOnly("web-1", "web-2");
        assertThat(slots(plan, 1)).containsOnly("web-2");
    }

    @Test
    void aServerThatIsLeftOutStaysInThePlanWithItsSessions() {
        PlannedServer web1 = server(CONFIG, usable("ssl web-1"), 0, 0);

        assertThat(web1.name()).isEqualTo("web-1");
        assertThat(web1.weight()).isZero();
        assertThat(web1.keepsSessions()).isTrue();
    }

    @Test
    void sessionsOfADownServerMoveWhereTheVipSaysSo() {
        Config moves = config(TEXT.replace("need: 2", "on-server-down: move"));

        assertThat(server(moves, usable(), 0, 0).keepsSessions()).isFalse();
        assertThat(server(moves, usable(), 0, 1).keepsSessions())
                .as("nothing is known of it yet")
                .isTrue();
    }

    @Test
    void sessionsStayWhileAnotherBalancerSeesTheServerUp() {
        Config moves = config(TEXT.replace("need: 2", "on-server-down: move"));
        State up = state(moves, usable("http web-1", "http web-2"))
                .after(new Event.PeersSeen(Optional.of(Set.of(new ServiceMember("store", "ssl", "web-3")))), 3);
        State down = up.after(new Event.HealthChanged(usable("http web-2")), 4);
        State newer = down.after(new Event.HealthChanged(usable("http web-2", "ssl web-2")), 5);
        State downEverywhere =
                newer.after(new Event.PeersSeen(Optional.of(Set.of(new ServiceMember("store", "http", "web-1")))), 6);
        State alone = newer.after(new Event.PeersSeen(Optional.empty()), 6);

        assertThat(List.of(up, down, newer, downEverywhere, alone))
                .extracting(state -> state.plan().services().get(0).servers().get(0))
                .extracting(PlannedServer::keepsSessions)
                .containsExactly(true, true, true, false, false);
        assertThat(slots(down.plan(), 0)).as("new sessions").containsOnly("web-2");
    }

    @Test
    void datagramFlowsOfADownServerAlwaysMove() {
        Config udp = config(TEXT.replace("http: {port: 80}", "http: {port: 53, protocol: udp}"));

        assertThat(server(udp, usable(), 0, 0).keepsSessions()).isFalse();
    }

    @Test
    void aDrainedServerThatWorksKeepsItsSessions() {
        PlannedServer web3 = server(CONFIG, usable("http web-3"), 0, 2);

        assertThat(web3.keepsSessions()).isTrue();
        assertThat(web3.weight()).isZero();
    }

    @Test
    void whatNothingIsKnownOfIsNotUsed() {
        assertThat(slots(state(usable()).plan(), 0)).isEmpty();
    }

    @Test
    void aVipWithFewerServersThanItNeedsIsAShortage() {
        assertThat(Shortage.of(state(usable("http web-1", "ssl web-2")))).isEmpty();
        assertThat(Shortage.of(state(usable("http web-1", "ssl web-1", "http web-3"))))
                .containsExactly(new Shortage("store", 1, 2));
    }

    /// As every VIP is for a moment when a daemon starts for the first time.
    @Test
    void aVipWhoseServersHaveNoVerdictYetIsNotCertainToBeShort() {
        MemberHealth down = new MemberHealth(Condition.DOWN, false, Verdict.SERVER_DOWN, 0);
        Map<ServiceMember, MemberHealth> members = new HashMap<>();
        members.put(new ServiceMember("store", "http", "web-2"), down);
        State undecided = state(new Health(true, members, Suspicion.NONE));
        members.put(new ServiceMember("store", "ssl", "web-2"), down);
        State decided = state(new Health(true, members, Suspicion.NONE));

        assertThat(Shortage.of(undecided)).containsExactly(new Shortage("store", 0, 2));
        assertThat(Shortage.certain(undecided)).isEmpty();
        assertThat(Shortage.certain(decided)).containsExactly(new Shortage("store", 0, 2));
        assertThat(Shortage.certain(undecided.after(drained("web-1"), 3)))
                .as("a drained server does not come to take sessions")
                .containsExactly(new Shortage("store", 0, 2));
    }

    @Test
    void aChangeCausesAShortageOnlyWhereItLowersTheNumberOfUsableServers() {
        State served = state(usable("http web-1", "ssl web-2", "http web-3"));
        State shortOfOne = state(usable("http web-1"));

        assertThat(Shortage.caused(served, served.after(drained("web-1"), 3), "web-1"))
                .containsExactly(new Shortage("store", 1, 2));
        assertThat(Shortage.caused(shortOfOne, shortOfOne.after(drained("web-1"), 3), "web-1"))
                .containsExactly(new Shortage("store", 0, 2));
        assertThat(Shortage.caused(shortOfOne, shortOfOne.after(drained("web-2"), 3), "web-2"))
                .as("web-2 is down")
                .isEmpty();
        assertThat(Shortage.caused(served, served.after(drained("web-3"), 3), "web-3"))
                .as("web-3 drains by the file")
                .isEmpty();
    }

    @Test
    void whatAnOperatorDrainedIsNotUsable() {
        State drained = state(usable("http web-1", "ssl web-2")).after(drained("web-1"), 3);

        assertThat(Shortage.of(drained)).containsExactly(new Shortage("store", 1, 2));
    }

    private static Event drained(String server) {
        ServerOverride.Wish drain = new ServerOverride.Wish.Drain(ServerOverride.Wish.Drain.NO_DEADLINE, false);
        return new Event.ServerOverridden(new ServerOverride(server, "", drain, "", 3));
    }

    private static Config config(String text) {
        return YamlFrontEnd.read(text).config().orElseThrow();
    }

    private static PlannedServer server(Config config, Health health, int service, int position) {
        return state(config, health).plan().services().get(service).servers().get(position);
    }

    private static State state(Health health) {
        return state(CONFIG, health);
    }

    private static State state(Config config, Health health) {
        return State.INITIAL
                .after(new Event.HealthChanged(health), 1)
                .after(new Event.ConfigAccepted(config, "test.yaml"), 2);
    }

    private static Health usable(String... portsAndServers) {
        Map<ServiceMember, MemberHealth> members = new HashMap<>();
        members.put(
                new ServiceMember("store", "http", "web-1"),
                new MemberHealth(Condition.DOWN, false, Verdict.SERVER_DOWN, 0));
        for (String portAndServer : portsAndServers) {
            int space = portAndServer.indexOf(' ');
            members.put(
                    new ServiceMember("store", portAndServer.substring(0, space), portAndServer.substring(space + 1)),
                    new MemberHealth(Condition.UP, true, Verdict.HEALTHY, 0));
        }
        return new Health(true, members, Suspicion.NONE);
    }

    private static List<String> slots(Plan plan, int service) {
        ServicePlan planned = plan.services().get(service);
        return IntStream.range(0, planned.ring().size())
                .map(planned.ring()::slot)
                .mapToObj(slot -> planned.servers().get(slot).name())
                .toList();
    }
}
