// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static dev.baro.core.health.WatchedServers.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.HealthPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ports whose check is another one than a probe of the service port itself.
class HealthBookCheckTest {
    private static final String UNPROBED = "http: {port: 80, check: none}";

    private final WatchedServers servers = new WatchedServers();

    @Test
    void aPortThatIsNotProbedIsUsedWhenItsServerAnswersPings() {
        servers.watch(Texts.store(2, "", UNPROBED));
        assertThat(servers.words(2)).containsExactly("unknown", "unknown");

        servers.ping(1, Reply.EXPECTED, 1);
        servers.ping(2, Reply.NOTHING, 3);

        assertThat(servers.words(2)).containsExactly("not-probed", "down");
        assertThat(servers.health(1).usable()).isTrue();
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.NOT_PROBED);
        assertThat(servers.book.targets())
                .extracting(watched -> watched.task().target().layer())
                .containsOnly(Layer.L3);
    }

    @Test
    void aServerOfWhichNothingIsProbedIsUsedAtOnce() {
        servers.watch(Texts.store(1, "ping: false", UNPROBED));

        assertThat(servers.health(1).usable()).isTrue();
        assertThat(servers.word(1)).isEqualTo("not-observed");
        assertThat(servers.book.targets()).isEmpty();
    }

    @Test
    void aUdpServerThatNothingObservesIsUsedAndNeverHealthy() {
        servers.watch(Texts.store(1, "ping: false", "http: {port: 80, protocol: udp}"));
        servers.connect(1, Reply.EXPECTED, 3);

        assertThat(servers.word(1)).isEqualTo("not-observed");
        assertThat(servers.health(1).usable()).isTrue();
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.NOT_OBSERVED);
        assertThat(servers.book.targets()).extracting(WatchedTarget::verdict).containsExactly(Verdict.NOT_OBSERVED);
    }

    @Test
    void aClosedUdpPortIsNoticedNonetheless() {
        servers.watch(Texts.store(1, "ping: false", "http: {port: 80, protocol: udp}"));
        servers.connect(1, Reply.REFUSED, 2);

        assertThat(servers.word(1)).isEqualTo("down");
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.NOT_LISTENING);
    }

    @Test
    void aPingOrAnAnswerObserves() {
        servers.up(1, Texts.store(1, "", "http: {port: 80, protocol: udp}"));
        assertThat(servers.word(1)).isEqualTo("up");

        servers.watch(Texts.store(
                1, "ping: false", "http: {port: 80, protocol: udp, check: {l4: {send: ping, answer: pong}}}"));
        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void aRestartDoesNotMakeItHealthy() {
        servers.watch(Texts.store(1, "ping: false", "http: {port: 80, protocol: udp}"));
        servers.connect(1, Reply.EXPECTED, 1);
        WatchedServers restarted = servers.restarted();

        restarted.watch(Texts.store(1, "ping: false", "http: {port: 80, protocol: udp}"));

        assertThat(restarted.word(1)).isEqualTo("not-observed");
    }

    @Test
    void aCheckThatComesOrGoesTakesNoServerOut() {
        servers.watch(Texts.store(1, "", UNPROBED));
        servers.ping(1, Reply.EXPECTED, 2);
        long since = servers.health(1).sinceNs();

        servers.watch(Texts.store(1, ""));
        assertThat(servers.word(1)).isEqualTo("up");
        assertThat(servers.health(1).sinceNs()).isEqualTo(since);

        servers.connect(1, Reply.EXPECTED, 1);
        servers.watch(Texts.store(1, "", UNPROBED));
        assertThat(servers.word(1)).isEqualTo("not-probed");
        assertThat(servers.health(1).sinceNs()).isEqualTo(since);
    }

    @Test
    void aCheckThatMovesToAnotherPortTakesNoServerOutUntilItFails() {
        servers.up(1, Texts.store(1, ""));

        servers.watch(Texts.store(1, "", "http: {port: 80, check: {port: 8080}}"));
        assertThat(servers.word(1)).isEqualTo("up");
        servers.connect(1, Reply.REFUSED, 2);

        assertThat(servers.word(1)).isEqualTo("down");
    }

    @Test
    void anotherServicePortMustBeProvedFirst() {
        servers.up(1, Texts.store(1, ""));

        servers.watch(Texts.store(1, "", "http: {port: 81}"));

        assertThat(servers.word(1)).isEqualTo("unknown");
    }

    @Test
    void aChangeWithoutAnyProbeSaysThatNothingWasSent() {
        servers.book.watch(
                ProbePlan.of(Texts.store(1, "ping: false", UNPROBED), List.of()),
                HealthPolicy.DEFAULTS,
                servers.nowNs());

        assertThat(servers.advance(0))
                .singleElement()
                .satisfies(change -> assertThat(change.sent()).isEqualTo("nothing"))
                .satisfies(change -> assertThat(change.member()).isEqualTo(member(1)));
        assertThat(servers.book.heldUntilNs(member(1))).isPresent();
    }
}
