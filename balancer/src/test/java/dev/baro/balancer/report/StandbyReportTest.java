// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.StandbyLog;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.HealthWord;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.State;
import dev.baro.core.yaml.YamlFrontEnd;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said of servers that wait until others fail.
class StandbyReportTest {
    private static final String TEXT =
            Configs.STORE_YAML.replace("dscp: 10", "dscp: 10\n    standby: {servers: [store-web-a02], rest-after: 0s}");

    private final State resting = State.INITIAL
            .after(health(Condition.UP), 1)
            .after(new Event.ConfigAccepted(YamlFrontEnd.read(TEXT).config().orElseThrow(), "test.yaml"), 2);
    private final State called = resting.after(health(Condition.DOWN), 3);

    @Test
    void aUsableServerThatWaitsIsOnStandby() {
        assertThat(word(resting, "store-web-a01")).isEqualTo("up");
        assertThat(word(resting, "store-web-a02")).isEqualTo("standby");
        assertThat(word(called, "store-web-a01")).isEqualTo("down");
        assertThat(word(called, "store-web-a02")).isEqualTo("up");
    }

    @Test
    void aServerThatWaitsIsFineAndTakesNothing() {
        assertThat(HealthWord.isFine(HealthWord.STANDBY)).isTrue();
        assertThat(HealthWord.together(HealthWord.STANDBY, "down")).isEqualTo("down");
        assertThat(HealthWord.together(HealthWord.UP, HealthWord.STANDBY)).isEqualTo("up");
        assertThat(HealthWord.together(HealthWord.STANDBY, HealthWord.STANDBY)).isEqualTo("standby");
    }

    @Test
    void callsAndRestsAreLoggedOnce() {
        long before = newest();

        StandbyLog.of(resting, called);
        StandbyLog.of(called, called);
        StandbyLog.of(called, called.after(health(Condition.UP), 4));

        assertThat(Log.recent().after(before, 1000).events())
                .filteredOn(entry -> entry.event().startsWith("STANDBY"))
                .extracting(EventEntry::event, entry -> entry.fields().get("port"))
                .containsExactly(tuple("STANDBY_CALLED", "http"), tuple("STANDBY_RESTS", "http"));
    }

    private static String word(State state, String server) {
        var vip = state.config().vips().getFirst();
        return ServerReport.word(
                state,
                vip,
                vip.ports().getFirst(),
                state.config().server(server).orElseThrow());
    }

    private static Event health(Condition first) {
        Map<ServiceMember, MemberHealth> members = Map.of(
                new ServiceMember("store-app1", "http", "store-web-a01"),
                new MemberHealth(first, first == Condition.UP, Verdict.SERVER_DOWN, 0),
                new ServiceMember("store-app1", "http", "store-web-a02"),
                new MemberHealth(Condition.UP, true, Verdict.HEALTHY, 0));
        return new Event.HealthChanged(new Health(true, members, Suspicion.NONE));
    }

    private static long newest() {
        List<EventEntry> events = Log.recent().after(0, 1).events();
        return events.isEmpty() ? 0 : events.getLast().id();
    }
}
