// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.frontend.ConfigText;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import dev.baro.core.model.IpAddress;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each condition for a route, broken by itself.
class RouteBookTest {
    private static final String TEXT = """
            version: 1
            routes: {announce: true, leave: 30s}
            servers:
              a: {address: 198.51.100.1}
              b: {address: 198.51.100.2}
            vips:
              store:
                address: 203.0.113.100
                dscp: 10
                need: 2
                servers: [a, b]
                ports: {http: {port: 80}}
              quiet:
                address: 203.0.113.101
                dscp: 11
                announce: false
                servers: [a]
                ports: {http: {port: 80}}
            """;
    private static final String STANDBY =
            TEXT.replace("servers: [a, b]", "servers: [a, b]\n    standby: {servers: [b], below: 1}");
    private static final IpAddress VIP = IpAddress.parse("203.0.113.100");
    private static final RouteBook NEW = RouteBook.adopting(Set.of());
    private static final RouteBook ADOPTED = RouteBook.adopting(Set.of(VIP));
    private static final long LATER = Duration.ofMinutes(2).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void aVipIsAnnouncedWhenNothingSpeaksAgainstIt() {
        assertThat(NEW.after(state("up", "up"), HostView.FINE, Withdrawals.NONE, 5)
                        .all())
                .containsExactly(new Announcement("store", VIP, RouteState.ANNOUNCED, "", 5));
    }

    @Test
    void aVipThatTheFileLeavesOutHasNoRoute() {
        RouteBook book = NEW.after(state("up", "up"), HostView.FINE, Withdrawals.NONE, 5);

        assertThat(book.routes()).containsOnlyKeys("store");
    }

    @Test
    void itIsWithdrawnWhenTooFewMembersAreUsable() {
        assertThat(text(ADOPTED, state("up", "down"))).isEqualTo("withdrawn: 1 of 2 required members are usable");
    }

    @Test
    void aDrainedServerIsNotUsable() {
        ServerOverride.Wish drain = new ServerOverride.Wish.Drain(ServerOverride.Wish.Drain.NO_DEADLINE, false);
        State drained =
                state("up", "up").after(new Event.ServerOverridden(new ServerOverride("a", "", drain, "", 1)), 2);

        assertThat(text(ADOPTED, drained)).isEqualTo("withdrawn: 1 of 2 required members are usable");
    }

    @Test
    void aServerThatStandsByIsUsableAndServesAlone() {
        assertThat(text(ADOPTED, state(STANDBY, "up", "up"))).as("b stands by").isEqualTo("announced");
        assertThat(text(ADOPTED, state(STANDBY.replace("need: 2", "need: 1"), "down", "up")))
                .as("b serves alone")
                .isEqualTo("announced");
        assertThat(text(ADOPTED, state(STANDBY, "up", "down")))
                .isEqualTo("withdrawn: 1 of 2 required members are usable");
    }

    @Test
    void aPairOfAddressesHasTwoRoutesAndOneException() {
        String pair = TEXT.replace("address: 203.0.113.100", "address: [203.0.113.100, \"2001:db8::100\"]")
                .replace("b: {address: 198.51.100.2}", "b: {address: 198.51.100.2}\n  c: {address: \"2001:db8::c\"}")
                .replace("need: 2\n    servers: [a, b]", "servers: [a, b, c]");
        State both = state(pair, "up", "up");

        assertThat(NEW.after(both, HostView.FINE, Withdrawals.NONE, LATER).all())
                .extracting(route -> route.vip() + " " + route.address() + " " + route.text())
                .containsExactly(
                        "store 203.0.113.100 announced",
                        "store-v6 2001:db8::100 withdrawn: 0 of 1 required members are usable");
        assertThat(NEW.after(
                                state(pair.replace("dscp: 10", "dscp: 10\n    announce: false"), "up", "up"),
                                HostView.FINE,
                                Withdrawals.NONE,
                                5)
                        .all())
                .isEmpty();
    }

    @Test
    void aStartWaitsForEveryVerdict() {
        assertThat(text(NEW, state("up", ""))).isEqualTo("withdrawn: 1 of 2 members have no verdict yet");
        assertThat(text(NEW, state("", ""))).isEqualTo("withdrawn: 2 of 2 members have no verdict yet");
    }

    @Test
    void aRestartKeepsTheRouteUntilTheVerdictsAreThere() {
        assertThat(text(ADOPTED, state("up", ""))).isEqualTo("announced");
        assertThat(text(ADOPTED, state("", ""))).isEqualTo("announced");
        assertThat(text(ADOPTED, state("down", "")))
                .as("b alone is too few")
                .isEqualTo("withdrawn: 0 of 2 required members are usable");
    }

    @Test
    void theFirstTimeHasAnEnd() {
        State state = state("up", "");
        RouteBook book = ADOPTED.after(state, HostView.FINE, Withdrawals.NONE, 5);
        long end = RouteBook.FIRST_TIME.toNanos();

        assertThat(NEW.after(state, HostView.FINE, Withdrawals.NONE, 5).nextChangeNs(state, Withdrawals.NONE, 5))
                .hasValue(end);
        assertThat(only(book.after(state, HostView.FINE, Withdrawals.NONE, end)).text())
                .isEqualTo("withdrawn: 1 of 2 required members are usable");
    }

    @Test
    void itIsWithdrawnWhileTheProgramIsNotAttached() {
        HostView host = new HostView("packets that arrive on eth0 are not forwarded: busy", "", "");

        assertThat(only(ADOPTED.after(state("up", "up"), host, Withdrawals.NONE, 5))
                        .text())
                .isEqualTo("withdrawn: packets that arrive on eth0 are not forwarded: busy");
    }

    @Test
    void aFilterOfTheHostMattersInTheMainTableAlone() {
        HostView host = new HostView("", "rp_filter of eth0", "");

        assertThat(only(ADOPTED.after(state("up", "up"), host, Withdrawals.NONE, 5))
                        .text())
                .isEqualTo("announced");
        assertThat(only(ADOPTED.after(
                                state(TEXT.replace("leave", "table: 254, leave"), "up", "up"),
                                host,
                                Withdrawals.NONE,
                                5))
                        .text())
                .isEqualTo("withdrawn: rp_filter of eth0");
    }

    @Test
    void aPlanThatTheKernelRefusedServesNoNewVip() {
        State refused = accepted(TEXT).after(new Event.PlanFailed(1, "no memory"), 0);
        State served = state("up", "up").after(new Event.PlanFailed(1, "no memory"), 0);

        assertThat(text(NEW, refused)).isEqualTo("withdrawn: its entries are not in the kernel: no memory");
        assertThat(text(ADOPTED, served)).as("the plan before goes on").isEqualTo("announced");
    }

    @Test
    void whatAnOperatorWithdrawsLeavesFirstAndThenGoes() {
        State state = state("up", "up");
        RouteBook served = NEW.after(state, HostView.FINE, Withdrawals.NONE, LATER);
        Withdrawals withdrawal = Withdrawals.NONE.with(new Withdrawal("store", false, "upgrade", LATER));

        RouteBook leaving = served.after(state, HostView.FINE, withdrawal, LATER);
        RouteBook gone = leaving.after(state, HostView.FINE, withdrawal, LATER + 30 * SECOND);

        assertThat(only(leaving).text()).isEqualTo("leaving: an operator withdrew it (upgrade)");
        assertThat(leaving.nextChangeNs(state, withdrawal, LATER)).hasValue(LATER + 30 * SECOND);
        assertThat(only(gone).text()).isEqualTo("withdrawn: an operator withdrew it (upgrade)");
        assertThat(gone.nextChangeNs(state, withdrawal, LATER + 30 * SECOND)).isEmpty();
        assertThat(only(gone).sinceNs()).isEqualTo(LATER + 30 * SECOND);
        assertThat(only(gone.after(state, HostView.FINE, withdrawal.without("store"), LATER + 31 * SECOND))
                        .text())
                .isEqualTo("announced");
    }

    @Test
    void atOnceMeansWithoutLeaving() {
        State state = state("up", "up");
        RouteBook served = NEW.after(state, HostView.FINE, Withdrawals.NONE, LATER);
        Withdrawals withdrawal = Withdrawals.NONE
                .with(new Withdrawal("", false, "", LATER))
                .with(new Withdrawal("", true, "", LATER + 1));

        assertThat(only(served.after(state, HostView.FINE, withdrawal, LATER)).state())
                .isEqualTo(RouteState.WITHDRAWN);
    }

    @Test
    void aRouteThatCannotBeServedDoesNotLeaveSlowly() {
        Withdrawals withdrawal = Withdrawals.NONE.with(new Withdrawal("", false, "", LATER));

        assertThat(only(ADOPTED.after(state("down", "down"), HostView.FINE, withdrawal, LATER))
                        .state())
                .isEqualTo(RouteState.WITHDRAWN);
    }

    @Test
    void aRepeatedWithdrawalKeepsItsTimeAndOneForEveryVipReplacesOthers() {
        Withdrawals withdrawal = Withdrawals.NONE
                .with(new Withdrawal("store", false, "", 1))
                .with(new Withdrawal("store", false, "", 2));

        assertThat(withdrawal.all()).containsExactly(new Withdrawal("store", false, "", 1));
        assertThat(withdrawal.with(new Withdrawal("", false, "", 3)).all())
                .containsExactly(new Withdrawal("", false, "", 3));
    }

    private static String text(RouteBook before, State state) {
        return only(before.after(state, HostView.FINE, Withdrawals.NONE, 5)).text();
    }

    private static Announcement only(RouteBook book) {
        List<Announcement> all = book.all();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static State state(String a, String b) {
        return state(TEXT, a, b);
    }

    /// @param a its condition; empty: unknown
    private static State state(String text, String a, String b) {
        Map<ServiceMember, MemberHealth> members = new HashMap<>();
        Map.of("a", a, "b", b).forEach((server, word) -> {
            if (!word.isEmpty()) {
                Condition condition = word.equals("up") ? Condition.UP : Condition.DOWN;
                Verdict verdict = condition == Condition.UP ? Verdict.HEALTHY : Verdict.SERVER_DOWN;
                members.put(
                        new ServiceMember("store", "http", server),
                        new MemberHealth(condition, condition == Condition.UP, verdict, 0));
            }
        });
        return accepted(text)
                .after(new Event.HealthChanged(new Health(true, members, Suspicion.NONE)), 0)
                .after(new Event.PlanApplied(1), 0);
    }

    private static State accepted(String text) {
        return State.INITIAL.after(
                new Event.ConfigAccepted(ConfigText.read(text).config().orElseThrow(), "baro.yaml"), 0);
    }
}
