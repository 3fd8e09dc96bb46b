// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.Health;
import dev.baro.core.plan.ServerOverride.Wish;
import dev.baro.core.schedule.Ring;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int STORE_HTTP = 0;
    private static final int SHOP_HTTP = 2;

    @Test
    void everyServerBeginsWithItsFullShare() {
        assertThat(turns(running(), STORE_HTTP)).containsExactly(1, 1, 1);
        assertThat(running().nextChangeNs()).isEmpty();
    }

    @Test
    void aDrainedServerKeepsSessionsAndTakesNoNewOnes() {
        State state = running().after(said("b", "", drain()), SECOND_NS);

        assertThat(planned(state, STORE_HTTP)).containsExactly("a 100", "b 0", "c 100");
        assertThat(planned(state, SHOP_HTTP)).containsExactly("a 100", "b 0");
        assertThat(turns(state, STORE_HTTP)).containsExactly(1, 0, 1);
    }

    @Test
    void anOverrideOfOneVipLeavesTheOthersAlone() {
        State state = running().after(said("b", "store", drain()), SECOND_NS);

        assertThat(planned(state, STORE_HTTP)).containsExactly("a 100", "b 0", "c 100");
        assertThat(planned(state, SHOP_HTTP)).containsExactly("a 100", "b 100");
    }

    @Test
    void theOverrideOfAVipWinsOverThatOfAll() {
        State state = running()
                .after(said("b", "", new Wish.Weight(50)), SECOND_NS)
                .after(said("b", "shop", new Wish.Disable()), SECOND_NS);

        assertThat(planned(state, STORE_HTTP)).containsExactly("a 100", "b 50", "c 100");
        assertThat(planned(state, SHOP_HTTP)).containsExactly("a 100");
    }

    @Test
    void aWordOnEveryVipReplacesThoseOnSingleOnes() {
        State state = running()
                .after(said("b", "shop", new Wish.Disable()), SECOND_NS)
                .after(said("b", "", drain()), SECOND_NS);

        assertThat(state.overrides().all()).hasSize(1);
        assertThat(planned(state, SHOP_HTTP)).containsExactly("a 100", "b 0");
    }

    @Test
    void afterItsDeadlineADrainedServerIsGone() {
        State state = running().after(said("b", "", new Wish.Drain(60 * SECOND_NS, false)), SECOND_NS);

        assertThat(state.nextChangeNs()).hasValue(60 * SECOND_NS);
        assertThat(planned(state.after(new Event.Ticked(), 60 * SECOND_NS - 1), STORE_HTTP))
                .contains("b 0");

        State over = state.after(new Event.Ticked(), 60 * SECOND_NS);

        assertThat(planned(over, STORE_HTTP)).containsExactly("a 100", "c 100");
        assertThat(over.nextChangeNs()).isEmpty();
    }

    @Test
    void aDrainDoesNotBringBackWhatTheFileDisabled() {
        State state = new State(
                        PlanTexts.config(PlanTexts.STORE.replace("100.2}", "100.2, state: disabled}")),
                        1,
                        "baro.yaml",
                        0,
                        1,
                        "",
                        Overrides.NONE,
                        Ramps.NONE,
                        Health.UNWATCHED,
                        "",
                        Standbys.NONE)
                .after(said("b", "", drain()), SECOND_NS);

        assertThat(planned(state, STORE_HTTP)).containsExactly("a 100", "c 100");
    }

    @Test
    void overridesSurviveANewFileUnlessItLacksTheirServer() {
        State state = running().after(said("b", "", drain()), SECOND_NS).after(said("c", "", drain()), SECOND_NS);
        String withoutC = PlanTexts.STORE.replace("[a, b, c]", "[a, b]");

        State after = state.after(new Event.ConfigAccepted(PlanTexts.config(withoutC), "baro.yaml"), 2 * SECOND_NS);

        assertThat(after.overrides().all()).extracting(ServerOverride::server).containsExactly("b");
    }

    @Test
    void aReturningServerRampsInTenSteps() {
        State drained = running().after(said("b", "", drain()), 20 * SECOND_NS);

        State returned = drained.after(new Event.OverrideRemoved("b", ""), 30 * SECOND_NS);

        assertThat(share(returned, 1)).isEqualTo("1 of 21");
        assertThat(returned.nextChangeNs()).hasValue(31 * SECOND_NS);
        assertThat(share(returned.after(new Event.Ticked(), 34 * SECOND_NS), 1)).isEqualTo("1 of 5");
        assertThat(returned.after(new Event.Ticked(), 34 * SECOND_NS).nextChangeNs())
                .hasValue(35 * SECOND_NS);
        State grown = returned.after(new Event.Ticked(), 39 * SECOND_NS);
        assertThat(turns(grown, STORE_HTTP)).containsExactly(1, 1, 1);
        assertThat(grown.nextChangeNs()).isEmpty();
    }

    @Test
    void aRampMovesNoSlot() {
        State drained = running().after(said("b", "", drain()), 20 * SECOND_NS);

        State returned = drained.after(new Event.OverrideRemoved("b", ""), 30 * SECOND_NS);

        assertThat(ring(returned, STORE_HTTP)).isEqualTo(ring(running(), STORE_HTTP));
    }

    @Test
    void aServerThatJoinsAYoungVipDoesNotRamp() {
        State drained = running().after(said("b", "", drain()), 2 * SECOND_NS);

        State returned = drained.after(new Event.OverrideRemoved("b", ""), 5 * SECOND_NS);

        assertThat(turns(returned, STORE_HTTP)).containsExactly(1, 1, 1);
    }

    @Test
    void withoutASlowStartNobodyRamps() {
        State drained = running().after(said("b", "", drain()), 20 * SECOND_NS);
        Ring of = ring(running(), SHOP_HTTP);

        assertThat(ring(drained.after(new Event.OverrideRemoved("b", ""), 30 * SECOND_NS), SHOP_HTTP))
                .isEqualTo(of);
    }

    @Test
    void aRingWhoseSharesDidNotChangeIsNotFilledAnew() {
        Planner planner = new Planner();
        Plan before = planner.plan(running());

        Plan after = planner.plan(running().after(said("c", "", drain()), SECOND_NS));

        assertThat(after.services().get(SHOP_HTTP).ring())
                .isSameAs(before.services().get(SHOP_HTTP).ring());
        assertThat(after.services().get(STORE_HTTP).ring())
                .isNotEqualTo(before.services().get(STORE_HTTP).ring());
        assertThat(after.services().get(0).ring())
                .isSameAs(after.services().get(1).ring());
    }

    private static State running() {
        return State.INITIAL.after(new Event.ConfigAccepted(PlanTexts.store(), "baro.yaml"), 0);
    }

    private static Event said(String server, String vip, Wish wish) {
        return new Event.ServerOverridden(new ServerOverride(server, vip, wish, "", 0));
    }

    private static Wish drain() {
        return new Wish.Drain(Wish.Drain.NO_DEADLINE, false);
    }

    private static Ring ring(State state, int service) {
        return state.plan().services().get(service).ring();
    }

    private static List<String> planned(State state, int service) {
        return state.plan().services().get(service).servers().stream()
                .map(server -> server.name() + " " + server.weight())
                .toList();
    }

    private static List<Integer> turns(State state, int service) {
        return state.plan().services().get(service).turns().weights();
    }

    private static String share(State state, int server) {
        List<Integer> turns = turns(state, STORE_HTTP);
        return turns.get(server) + " of "
                + turns.stream().mapToInt(Integer::intValue).sum();
    }
}
