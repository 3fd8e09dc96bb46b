// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static dev.baro.core.health.WatchedServers.SECOND;
import static dev.baro.core.health.WatchedServers.WITH_REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Many servers that fail at once are suspected to be fine, and kept.
class HealthBookSuspicionTest {
    private final WatchedServers servers = new WatchedServers();

    @Test
    void moreThanHalfAtOnceIsSuspectedToBeOurOwnFault() {
        servers.up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 4).forEach(i -> servers.ping(i, Reply.NOTHING, 3));

        assertThat(servers.book.health().suspicion().raised()).isTrue();
        assertThat(servers.book.health().suspicion().failing()).isEqualTo(4);
        assertThat(servers.book.health().suspicion().of()).isEqualTo(6);
        assertThat(servers.words(6)).containsExactly("kept", "kept", "kept", "kept", "up", "up");
    }

    @Test
    void keptServersAreSoSinceTheyFailedAndNotSinceTheyCameUp() {
        servers.up(6, Texts.store(6, ""));
        servers.advance(3600 * SECOND);
        long before = servers.nowNs();
        IntStream.rangeClosed(1, 6).forEach(i -> servers.ping(i, Reply.NOTHING, 3));

        assertThat(servers.words(6)).containsOnly("kept");
        assertThat(servers.book.health().members().values())
                .extracting(MemberHealth::sinceNs)
                .allMatch(since -> since > before);

        long failed = servers.health(1).sinceNs();
        servers.advance(3600 * SECOND);
        assertThat(servers.health(1).sinceNs()).isEqualTo(failed);
    }

    @Test
    void halfOfThemIsNot() {
        servers.up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 3).forEach(i -> servers.ping(i, Reply.NOTHING, 3));

        assertThat(servers.book.health().suspicion()).isEqualTo(Suspicion.NONE);
        assertThat(servers.words(6)).containsExactly("down", "down", "down", "up", "up", "up");
    }

    @Test
    void failuresFarApartAreNotOneFailure() {
        servers.up(6, Texts.store(6, ""));
        for (int i = 1; i <= 5; i++) {
            servers.ping(i, Reply.NOTHING, 3);
            servers.advance(31 * SECOND);
        }

        assertThat(servers.book.health().suspicion().raised()).isFalse();
        assertThat(servers.words(6)).containsExactly("down", "down", "down", "down", "down", "up");
    }

    /// In every stage of a failure and of the recovery from it.
    @Test
    void aRestartAloneTakesNobodyOut() {
        servers.up(6, Texts.store(6, ""));
        for (int i = 1; i <= 6; i++) {
            servers.ping(i, Reply.NOTHING, 3);
            requireSameAfterRestart();
        }
        for (int i = 1; i <= 6; i++) {
            servers.ping(i, Reply.EXPECTED, 2);
            requireSameAfterRestart();
            servers.connect(i, Reply.EXPECTED, 1);
            requireSameAfterRestart();
        }
    }

    private void requireSameAfterRestart() {
        WatchedServers restarted = servers.restarted();
        restarted.watch(Texts.store(6, ""));

        assertThat(usable(restarted)).isEqualTo(usable(servers));
    }

    private static List<Boolean> usable(WatchedServers servers) {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(i -> servers.health(i).usable())
                .toList();
    }

    @Test
    void afterARestartKeptServersAreJudgedAsBefore() {
        servers.up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.ping(i, Reply.NOTHING, 3));
        WatchedServers restarted = servers.restarted();
        restarted.watch(Texts.store(6, ""));
        IntStream.rangeClosed(1, 4).forEach(i -> {
            restarted.ping(i, Reply.EXPECTED, 2);
            restarted.connect(i, Reply.EXPECTED, 1);
        });
        assertThat(restarted.word(6)).isEqualTo("kept");
        restarted.advance(31 * SECOND);

        assertThat(restarted.words(6)).containsExactly("up", "up", "up", "up", "down", "down");
    }

    @Test
    void theSuspicionEndsByItselfAndNobodyWasTakenOut() {
        servers.up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.ping(i, Reply.NOTHING, 3));
        for (int i = 1; i <= 6; i++) {
            servers.ping(i, Reply.EXPECTED, 2);
            servers.advance(SECOND);
            servers.connect(i, Reply.EXPECTED, 1);
            assertThat(servers.book.health().members().values()).allMatch(MemberHealth::usable);
        }

        assertThat(servers.book.health().suspicion()).isEqualTo(Suspicion.NONE);
        assertThat(servers.words(6)).containsOnly("up");
    }

    @Test
    void afterASuspicionThoseThatStillFailAreTakenOut() {
        servers.up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.ping(i, Reply.NOTHING, 3));
        IntStream.rangeClosed(1, 4).forEach(i -> {
            servers.ping(i, Reply.EXPECTED, 2);
            servers.connect(i, Reply.EXPECTED, 1);
        });
        servers.advance(29 * SECOND);
        assertThat(servers.word(6)).isEqualTo("kept");

        servers.advance(31 * SECOND);
        assertThat(servers.book.health().suspicion().raised()).isFalse();
        assertThat(servers.words(6)).containsExactly("up", "up", "up", "up", "down", "down");
    }

    @Test
    void aMassFailureThatLastsStaysAnAlarm() {
        servers.up(6, Texts.store(6, ""));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.ping(i, Reply.NOTHING, 3));
        servers.advance(3600 * SECOND);

        assertThat(servers.book.health().suspicion().raised()).isTrue();
        assertThat(servers.words(6)).containsOnly("kept");
    }

    @Test
    void aServerThatWasDownBeforeIsNotKept() {
        servers.up(6, Texts.store(6, ""));
        servers.ping(6, Reply.NOTHING, 3);
        servers.advance(31 * SECOND);
        IntStream.rangeClosed(1, 5).forEach(i -> servers.ping(i, Reply.NOTHING, 3));

        assertThat(servers.words(6)).containsExactly("kept", "kept", "kept", "kept", "kept", "down");
    }

    @Test
    void shareOneHundredNeverSuspects() {
        servers.up(6, Texts.store(6, "mass-failure: {share: 100}"));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.ping(i, Reply.NOTHING, 3));

        assertThat(servers.words(6)).containsOnly("down");
    }

    @Test
    void aCheckThatNoServerHasPassedSinceItWasChangedIsNamed() {
        servers.up(6, Texts.store(6, "", WITH_REQUEST));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.request(i, Reply.EXPECTED, 2));

        servers.watch(Texts.store(6, "", WITH_REQUEST.replace("GET /up", "GET /nope")));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.request(i, Reply.UNEXPECTED, 3));

        assertThat(servers.words(6)).containsOnly("kept");
        assertThat(servers.book.suspicion().checks()).containsExactly("store http (http GET /nope, 200)");
    }

    @Test
    void aCheckThatIsNewIsNamedToo() {
        servers.up(6, Texts.store(6, ""));

        servers.watch(Texts.store(6, "", WITH_REQUEST));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.request(i, Reply.UNEXPECTED, 3));

        assertThat(servers.book.suspicion().checks()).hasSize(1);
    }

    @Test
    void aCheckThatHasPassedSinceItWasChangedIsNotBlamed() {
        servers.up(6, Texts.store(6, "", WITH_REQUEST));
        servers.watch(Texts.store(6, "", WITH_REQUEST.replace("GET /up", "GET /other")));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.request(i, Reply.EXPECTED, 1));
        IntStream.rangeClosed(1, 6).forEach(i -> servers.request(i, Reply.UNEXPECTED, 3));

        assertThat(servers.book.suspicion().raised()).isTrue();
        assertThat(servers.book.suspicion().checks()).isEmpty();
    }

    @Test
    void aCheckIsNotBlamedForServersThatFailBelowIt() {
        servers.up(6, Texts.store(6, "", WITH_REQUEST));
        servers.watch(Texts.store(6, "", WITH_REQUEST.replace("GET /up", "GET /other")));
        IntStream.rangeClosed(1, 5).forEach(i -> servers.request(i, Reply.UNEXPECTED, 3));
        servers.ping(6, Reply.NOTHING, 3);

        assertThat(servers.book.suspicion().raised()).isTrue();
        assertThat(servers.book.suspicion().checks()).isEmpty();
    }
}
