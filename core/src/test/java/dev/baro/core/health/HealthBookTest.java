// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HealthBookTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String WITH_REQUEST = "http: {port: 80, check: {l7: {http: GET /up}}}";

    private HealthBook book = new HealthBook(_ -> Condition.UNKNOWN);
    private long nowNs = SECOND;

    @Test
    void aServerIsNotUsedUntilItIsChecked() {
        watch(Texts.store(1, ""));
        assertThat(word(1)).isEqualTo("unknown");

        ping(1, Reply.EXPECTED, 2);
        assertThat(word(1)).isEqualTo("unknown");

        connect(1, Reply.EXPECTED, 1);
        assertThat(word(1)).isEqualTo("up");
        assertThat(health(1).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void beforeAnythingIsWatchedEveryServerIsUsable() {
        assertThat(book.health().usable(member(1))).isTrue();
    }

    @Test
    void aServerThatNeverAnswersIsDown() {
        watch(Texts.store(1, ""));
        ping(1, Reply.NOTHING, 3);

        assertThat(word(1)).isEqualTo("down");
        assertThat(health(1).usable()).isFalse();
    }

    @Test
    void fallIsCountedForEachLayer() {
        up(2, Texts.store(2, ""));
        ping(1, Reply.NOTHING, 2);
        connect(1, Reply.NOTHING, 1);
        assertThat(word(1)).isEqualTo("up");

        connect(1, Reply.NOTHING, 1);
        assertThat(word(1)).isEqualTo("down");
        assertThat(word(2)).isEqualTo("up");
    }

    @Test
    void aServerThatComesBackMustConnectAgainFirst() {
        up(1, Texts.store(2, ""));
        ping(1, Reply.NOTHING, 3);
        ping(1, Reply.EXPECTED, 2);
        assertThat(word(1)).isEqualTo("down");

        connect(1, Reply.EXPECTED, 1);
        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void connectingBringsItUpAndRequestsKeepItUp() {
        up(1, Texts.store(2, "", WITH_REQUEST));
        assertThat(word(1)).isEqualTo("up");

        request(1, Reply.UNEXPECTED, 3);
        assertThat(word(1)).isEqualTo("down");
        assertThat(health(1).verdict()).isEqualTo(Verdict.APPLICATION_WRONG);

        connect(1, Reply.EXPECTED, 5);
        request(1, Reply.EXPECTED, 1);
        assertThat(word(1)).isEqualTo("down");

        request(1, Reply.EXPECTED, 1);
        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void inTheStrictOrderRequestsBringItUp() {
        up(1, Texts.store(1, "up-after: l7", WITH_REQUEST));
        assertThat(word(1)).isEqualTo("unknown");

        request(1, Reply.EXPECTED, 2);
        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void requestsThatFailBecauseTheServerIsDownAreNotHeldAgainstTheApplication() {
        up(1, Texts.store(2, "", WITH_REQUEST));
        request(1, Reply.EXPECTED, 2);
        connect(1, Reply.REFUSED, 2);
        request(1, Reply.REFUSED, 9);
        connect(1, Reply.EXPECTED, 1);

        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void anApplicationThatWasWrongBeforeTheServerFellMustBeRightAgain() {
        up(1, Texts.store(2, "", WITH_REQUEST));
        request(1, Reply.UNEXPECTED, 3);
        connect(1, Reply.NOTHING, 2);
        connect(1, Reply.EXPECTED, 1);

        assertThat(word(1)).isEqualTo("down");
    }

    @Test
    void onePortDownLeavesTheOthers() {
        watch(Texts.store(2, "", "http: {port: 80}, ssl: {port: 443}"));
        IntStream.rangeClosed(1, 2).forEach(i -> {
            ping(i, Reply.EXPECTED, 2);
            take(target(Layer.L4, i, "http"), Reply.EXPECTED, 1);
            take(target(Layer.L4, i, "ssl"), Reply.EXPECTED, 1);
        });
        take(target(Layer.L4, 1, "ssl"), Reply.REFUSED, 2);

        assertThat(book.health().usable(new ServiceMember("store", "http", "web-1")))
                .isTrue();
        assertThat(book.health().usable(new ServiceMember("store", "ssl", "web-1")))
                .isFalse();
        assertThat(book.health().usable(new ServiceMember("store", "ssl", "web-2")))
                .isTrue();
    }

    @Test
    void resultsThatProveNothingCountForNothing() {
        up(1, Texts.store(2, ""));
        ping(1, Reply.VOID, 50);
        connect(1, Reply.VOID, 50);
        assertThat(word(1)).isEqualTo("up");

        ping(1, Reply.NOTHING, 2);
        ping(1, Reply.VOID, 50);
        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void silenceOfOurOwnCountsForNothing() {
        up(2, Texts.store(2, ""));
        nowNs += 86_400 * SECOND;

        assertThat(book.advance(nowNs)).isEmpty();
        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void asksForAnExplanationAtTheFirstFailure() {
        up(1, Texts.store(2, ""));
        connect(1, Reply.NOTHING, 1);

        assertThat(book.takeUnexplained()).containsExactly(target(Layer.L4, 1, "http"));
        assertThat(book.takeUnexplained()).isEmpty();
    }

    @Test
    void asksAgainWhenItFallsWhenTheReplyChangesAndNowAndThen() {
        up(1, Texts.store(2, ""));
        assertThat(explanationsAsked(Reply.NOTHING, 9)).isEqualTo(2);
        assertThat(explanationsAsked(Reply.FROM_REAL_ADDRESS, 1)).isEqualTo(1);
        assertThat(explanationsAsked(Reply.FROM_REAL_ADDRESS, 20)).isEqualTo(2);
    }

    @Test
    void theVerdictIsThatOfTheLowestLayerThatFails() {
        up(1, Texts.store(2, ""));
        connect(1, Reply.NOTHING, 2);
        explain(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.EXPECTED);
        assertThat(health(1).verdict()).isEqualTo(Verdict.VIP_SILENT);

        ping(1, Reply.NOTHING, 3);
        explain(target(Layer.L3, 1, ""), Reply.NOTHING, Reply.NOTHING);
        assertThat(health(1).verdict()).isEqualTo(Verdict.SERVER_DOWN);
    }

    @Test
    void theVerdictIsThereWhenTheServerGoesDown() {
        up(1, Texts.store(2, ""));
        connect(1, Reply.FROM_REAL_ADDRESS, 1);
        explain(target(Layer.L4, 1, "http"), Reply.FROM_REAL_ADDRESS, Reply.EXPECTED);

        take(target(Layer.L4, 1, "http"), Reply.FROM_REAL_ADDRESS);
        List<HealthChange> changes = book.advance(nowNs);

        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().after().word()).isEqualTo("down");
        assertThat(changes.getFirst().after().verdict()).isEqualTo(Verdict.MARK_LOST);
        assertThat(changes.getFirst().where()).isEqualTo(Layer.L4);
        assertThat(changes.getFirst().sent()).isEqualTo("SYN to 198.51.100.1:80, DSCP 10");
        assertThat(changes.getFirst().back()).isEqualTo("an answer from the server's own address");
    }

    @Test
    void aVerdictThatComesLateIsAChangeToo() {
        up(1, Texts.store(2, ""));
        connect(1, Reply.NOTHING, 2);
        assertThat(health(1).verdict()).isEqualTo(Verdict.UNKNOWN);

        book.take(target(Layer.L4, 1, "http"), explanation(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.EXPECTED));

        assertThat(book.advance(nowNs)).hasSize(1);
        assertThat(health(1).verdict()).isEqualTo(Verdict.VIP_SILENT);
    }

    @Test
    void anExplanationThatDecidesNothingKeepsTheOneBefore() {
        up(1, Texts.store(2, ""));
        connect(1, Reply.NOTHING, 2);
        explain(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.EXPECTED);
        explain(target(Layer.L4, 1, "http"), Reply.VOID, Reply.VOID);

        assertThat(health(1).verdict()).isEqualTo(Verdict.VIP_SILENT);
    }

    @Test
    void nothingIsExplainedWithoutAMark() {
        Config unmarked = Texts.config("""
                version: 1
                servers: {web-1: {address: 198.51.100.1}}
                vips:
                  store:
                    address: 203.0.113.100
                    dscp: 10
                    probe-through-dscp: false
                    servers: [web-1]
                    ports: {http: {port: 80}}
                """);
        up(1, unmarked);
        connect(1, Reply.NOTHING, 2);

        assertThat(book.takeUnexplained()).isEmpty();
        assertThat(health(1).verdict()).isEqualTo(Verdict.SERVER_DOWN);
    }

    @Test
    void moreThanHalfAtOnceIsSuspectedToBeOurOwnFault() {
        up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 4).forEach(i -> ping(i, Reply.NOTHING, 3));

        assertThat(book.health().suspicion().raised()).isTrue();
        assertThat(book.health().suspicion().failing()).isEqualTo(4);
        assertThat(book.health().suspicion().of()).isEqualTo(6);
        assertThat(words(6)).containsExactly("kept", "kept", "kept", "kept", "up", "up");
    }

    @Test
    void halfOfThemIsNot() {
        up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 3).forEach(i -> ping(i, Reply.NOTHING, 3));

        assertThat(book.health().suspicion()).isEqualTo(Suspicion.NONE);
        assertThat(words(6)).containsExactly("down", "down", "down", "up", "up", "up");
    }

    @Test
    void failuresFarApartAreNotOneFailure() {
        up(6, Texts.store(6, ""));
        for (int i = 1; i <= 5; i++) {
            ping(i, Reply.NOTHING, 3);
            advance(31 * SECOND);
        }

        assertThat(book.health().suspicion().raised()).isFalse();
        assertThat(words(6)).containsExactly("down", "down", "down", "down", "down", "up");
    }

    @Test
    void theSuspicionEndsByItselfAndNobodyWasTakenOut() {
        up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 6).forEach(i -> ping(i, Reply.NOTHING, 3));
        for (int i = 1; i <= 6; i++) {
            ping(i, Reply.EXPECTED, 2);
            advance(SECOND);
            connect(i, Reply.EXPECTED, 1);
            assertThat(book.health().members().values()).allMatch(MemberHealth::usable);
        }

        assertThat(book.health().suspicion()).isEqualTo(Suspicion.NONE);
        assertThat(words(6)).containsOnly("up");
    }

    @Test
    void afterASuspicionThoseThatStillFailAreTakenOut() {
        up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 6).forEach(i -> ping(i, Reply.NOTHING, 3));
        IntStream.rangeClosed(1, 4).forEach(i -> {
            ping(i, Reply.EXPECTED, 2);
            connect(i, Reply.EXPECTED, 1);
        });
        advance(29 * SECOND);
        assertThat(word(6)).isEqualTo("kept");

        advance(31 * SECOND);
        assertThat(book.health().suspicion().raised()).isFalse();
        assertThat(words(6)).containsExactly("up", "up", "up", "up", "down", "down");
    }

    @Test
    void aMassFailureThatLastsStaysAnAlarm() {
        up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 6).forEach(i -> ping(i, Reply.NOTHING, 3));
        advance(3600 * SECOND);

        assertThat(book.health().suspicion().raised()).isTrue();
        assertThat(words(6)).containsOnly("kept");
    }

    @Test
    void aServerThatWasDownBeforeIsNotKept() {
        up(6, Texts.store(6, ""));
        ping(6, Reply.NOTHING, 3);
        advance(31 * SECOND);
        IntStream.rangeClosed(1, 5).forEach(i -> ping(i, Reply.NOTHING, 3));

        assertThat(words(6)).containsExactly("kept", "kept", "kept", "kept", "kept", "down");
    }

    @Test
    void shareOneHundredNeverSuspects() {
        up(6, Texts.store(6, "mass-failure: {share: 100}"));
        IntStream.rangeClosed(1, 6).forEach(i -> ping(i, Reply.NOTHING, 3));

        assertThat(words(6)).containsOnly("down");
    }

    @Test
    void aServerThatFlapsMustStayGood() {
        up(2, Texts.store(2, ""));
        for (int fall = 0; fall < 3; fall++) {
            connect(1, Reply.REFUSED, 2);
            connect(1, Reply.EXPECTED, 1);
        }
        assertThat(word(1)).isEqualTo("held");
        assertThat(book.heldUntilNs(member(1)))
                .hasValueSatisfying(until -> assertThat(until).isGreaterThan(nowNs));

        advance(29 * SECOND);
        assertThat(word(1)).isEqualTo("held");
        advance(2 * SECOND);
        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void theLastServerIsNeverHeldDown() {
        up(1, Texts.store(1, ""));
        for (int fall = 0; fall < 5; fall++) {
            connect(1, Reply.REFUSED, 2);
            connect(1, Reply.EXPECTED, 1);
        }

        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void whatIsKnownOutlivesAReloadThatLeavesTheWay() {
        up(2, Texts.store(2, ""));
        connect(2, Reply.REFUSED, 2);
        watch(Texts.store(3, "hold-down: 1m", WITH_REQUEST));

        assertThat(words(3)).containsExactly("up", "down", "unknown");
    }

    @Test
    void aServerAtANewAddressIsUnknown() {
        up(2, Texts.store(2, ""));
        watch(Texts.config("""
                version: 1
                servers: {web-1: {address: 198.51.100.1}, web-2: {address: 198.51.100.99}}
                vips:
                  store: {address: 203.0.113.100, dscp: 10, servers: [web-1, web-2], ports: {http: {port: 80}}}
                """));

        assertThat(words(2)).containsExactly("up", "unknown");
    }

    @Test
    void aNewCheckDoesNotTakeOutAServerInUse() {
        up(1, Texts.store(1, ""));
        watch(Texts.store(1, "up-after: l7", WITH_REQUEST));

        assertThat(word(1)).isEqualTo("up");
    }

    @Test
    void theLastKnownStateHoldsAfterARestart() {
        book = new HealthBook(target -> target.server().equals("web-1") ? Condition.UP : Condition.DOWN);
        watch(Texts.store(2, ""));
        assertThat(words(2)).containsExactly("up", "down");

        connect(1, Reply.REFUSED, 2);
        assertThat(word(1)).isEqualTo("down");
    }

    @Test
    void clientsThatGetNoAnswerTakeAServerOutWhereThePolicySaysSo() {
        up(3, Texts.store(3, "passive: use"));
        count(4);
        assertThat(words(3)).containsExactly("up", "held", "up");
        assertThat(health(2).verdict()).isEqualTo(Verdict.CLIENTS_UNANSWERED);

        advance(31 * SECOND);
        assertThat(word(2)).isEqualTo("up");
    }

    @Test
    void clientsThatGetNoAnswerAreOnlyShownOtherwise() {
        up(3, Texts.store(3, ""));
        count(4);

        assertThat(words(3)).containsOnly("up");
        assertThat(book.standingOut()).containsExactly(member(2));
    }

    @Test
    void resultsOfTargetsThatAreNotWatchedAreSkipped() {
        watch(Texts.store(1, ""));
        take(new ProbeTarget(Layer.L3, "web-9", "store", ""), Reply.NOTHING, 9);

        assertThat(book.health().members()).hasSize(1);
    }

    private void count(int spans) {
        for (int span = 1; span <= spans; span++) {
            List<PassiveCount> counts = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                counts.add(new PassiveCount(member(i), 100L * span, i == 2 ? 300L * span : span));
            }
            book.take(counts, nowNs);
            advance(SECOND);
        }
    }

    private int explanationsAsked(Reply reply, int times) {
        book.takeUnexplained();
        int asked = 0;
        for (int i = 0; i < times; i++) {
            take(target(Layer.L4, 1, "http"), reply);
            asked += book.takeUnexplained().size();
        }
        return asked;
    }

    private void up(int servers, Config config) {
        watch(config);
        for (int i = 1; i <= servers; i++) {
            ping(i, Reply.EXPECTED, 2);
            connect(i, Reply.EXPECTED, 1);
        }
    }

    @Test
    void silenceAfterAPortUnreachableSaysNothingNew() {
        watch(Texts.store(2, "", "http: {port: 80, protocol: udp, check: {l4: {send: ping, answer: pong}}}"));
        for (int server = 1; server <= 2; server++) {
            ping(server, Reply.EXPECTED, 2);
            connect(server, Reply.EXPECTED, 1);
        }
        connect(1, Reply.REFUSED, 1);
        connect(1, Reply.NOTHING, 2);
        explain(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.NOTHING);

        assertThat(word(1)).isEqualTo("down");
        assertThat(health(1).verdict()).isEqualTo(Verdict.NOT_LISTENING);
    }

    private void watch(Config config) {
        book.watch(ProbePlan.of(config, List.of()), config.health().policy(), nowNs);
        book.advance(nowNs);
    }

    private void ping(int server, Reply reply, int times) {
        take(target(Layer.L3, server, ""), reply, times);
    }

    private void connect(int server, Reply reply, int times) {
        take(target(Layer.L4, server, "http"), reply, times);
    }

    private void request(int server, Reply reply, int times) {
        take(target(Layer.L7, server, "http"), reply, times);
    }

    private void take(ProbeTarget target, Reply reply, int times) {
        for (int i = 0; i < times; i++) {
            take(target, reply);
            book.advance(nowNs);
        }
    }

    private void take(ProbeTarget target, Reply reply) {
        nowNs += SECOND / 100;
        book.take(new ProbeResult(target, reply, "", nowNs - 1, nowNs));
    }

    private void explain(ProbeTarget target, Reply marked, Reply unmarked) {
        book.take(target, explanation(target, marked, unmarked));
        book.advance(nowNs);
    }

    private void advance(long laterNs) {
        nowNs += laterNs;
        book.advance(nowNs);
    }

    private static Explanation explanation(ProbeTarget target, Reply marked, Reply unmarked) {
        return new Explanation(
                new ProbeResult(target, marked, "", 0, 1), new ProbeResult(target, unmarked, "", 0, 1), List.of());
    }

    private String word(int server) {
        return health(server).word();
    }

    private List<String> words(int servers) {
        return IntStream.rangeClosed(1, servers).mapToObj(this::word).toList();
    }

    private MemberHealth health(int server) {
        return book.health().of(member(server)).orElseThrow();
    }

    private static ServiceMember member(int server) {
        return new ServiceMember("store", "http", "web-" + server);
    }

    private static ProbeTarget target(Layer layer, int server, String port) {
        return new ProbeTarget(layer, "web-" + server, "store", port);
    }
}
