// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static dev.baro.core.health.WatchedServers.SECOND;
import static dev.baro.core.health.WatchedServers.WITH_REQUEST;
import static dev.baro.core.health.WatchedServers.member;
import static dev.baro.core.health.WatchedServers.target;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each layer that fails takes a server out, and each that is needed brings it back.
class HealthBookTest {
    private final WatchedServers servers = new WatchedServers();

    @Test
    void aServerIsNotUsedUntilItIsChecked() {
        servers.watch(Texts.store(1, ""));
        assertThat(servers.word(1)).isEqualTo("unknown");

        servers.ping(1, Reply.EXPECTED, 2);
        assertThat(servers.word(1)).isEqualTo("unknown");

        servers.connect(1, Reply.EXPECTED, 1);
        assertThat(servers.word(1)).isEqualTo("up");
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void beforeAnythingIsWatchedEveryServerIsUsable() {
        assertThat(servers.book.health().usable(member(1))).isTrue();
    }

    @Test
    void aServerThatNeverAnswersIsDown() {
        servers.watch(Texts.store(1, ""));
        servers.ping(1, Reply.NOTHING, 3);

        assertThat(servers.word(1)).isEqualTo("down");
        assertThat(servers.health(1).usable()).isFalse();
    }

    @Test
    void fallIsCountedForEachLayer() {
        servers.up(2, Texts.store(2, ""));
        servers.ping(1, Reply.NOTHING, 2);
        servers.connect(1, Reply.NOTHING, 1);
        assertThat(servers.word(1)).isEqualTo("up");

        servers.connect(1, Reply.NOTHING, 1);
        assertThat(servers.word(1)).isEqualTo("down");
        assertThat(servers.word(2)).isEqualTo("up");
    }

    @Test
    void aServerThatComesBackMustConnectAgainFirst() {
        servers.up(1, Texts.store(2, ""));
        servers.ping(1, Reply.NOTHING, 3);
        servers.ping(1, Reply.EXPECTED, 2);
        assertThat(servers.word(1)).isEqualTo("down");

        servers.connect(1, Reply.EXPECTED, 1);
        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void connectingBringsItUpAndRequestsKeepItUp() {
        servers.up(1, Texts.store(2, "", WITH_REQUEST));
        assertThat(servers.word(1)).isEqualTo("up");

        servers.request(1, Reply.EXPECTED, 1);
        servers.request(1, Reply.UNEXPECTED, 2);
        assertThat(servers.word(1)).isEqualTo("up");

        servers.request(1, Reply.UNEXPECTED, 1);
        assertThat(servers.word(1)).isEqualTo("down");
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.APPLICATION_WRONG);

        servers.connect(1, Reply.EXPECTED, 5);
        servers.request(1, Reply.EXPECTED, 1);
        assertThat(servers.word(1)).isEqualTo("down");

        servers.request(1, Reply.EXPECTED, 1);
        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void anApplicationThatIsWrongFromItsStartLeavesAtOnce() {
        servers.up(1, Texts.store(2, "", WITH_REQUEST));
        servers.request(1, Reply.UNEXPECTED, 1);

        assertThat(servers.word(1)).isEqualTo("down");
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.APPLICATION_WRONG);
    }

    @Test
    void anApplicationIsAskedAtOnceWhenItsServerConnects() {
        servers.watch(Texts.store(1, "", WITH_REQUEST));
        servers.ping(1, Reply.EXPECTED, 2);
        assertThat(servers.book.takeUnproven()).isEmpty();

        servers.connect(1, Reply.EXPECTED, 1);
        assertThat(servers.book.takeUnproven()).containsExactly(target(Layer.L7, 1, "http"));
        assertThat(servers.book.takeUnproven()).isEmpty();

        servers.request(1, Reply.EXPECTED, 1);
        servers.connect(1, Reply.REFUSED, 2);
        servers.connect(1, Reply.EXPECTED, 1);
        assertThat(servers.book.takeUnproven()).containsExactly(target(Layer.L7, 1, "http"));
    }

    @Test
    void inTheStrictOrderRequestsBringItUp() {
        servers.up(1, Texts.store(1, "up-after: l7", WITH_REQUEST));
        assertThat(servers.word(1)).isEqualTo("unknown");

        servers.request(1, Reply.EXPECTED, 2);
        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void requestsThatFailBecauseTheServerIsDownAreNotHeldAgainstTheApplication() {
        servers.up(1, Texts.store(2, "", WITH_REQUEST));
        servers.request(1, Reply.EXPECTED, 2);
        servers.connect(1, Reply.REFUSED, 2);
        servers.request(1, Reply.REFUSED, 9);
        servers.connect(1, Reply.EXPECTED, 1);

        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void anApplicationThatWasWrongBeforeTheServerFellMustBeRightAgain() {
        servers.up(1, Texts.store(2, "", WITH_REQUEST));
        servers.request(1, Reply.UNEXPECTED, 3);
        servers.connect(1, Reply.NOTHING, 2);
        servers.connect(1, Reply.EXPECTED, 1);

        assertThat(servers.word(1)).isEqualTo("down");
    }

    @Test
    void onePortDownLeavesTheOthers() {
        servers.watch(Texts.store(2, "", "http: {port: 80}, ssl: {port: 443}"));
        IntStream.rangeClosed(1, 2).forEach(i -> {
            servers.ping(i, Reply.EXPECTED, 2);
            servers.take(target(Layer.L4, i, "http"), Reply.EXPECTED, 1);
            servers.take(target(Layer.L4, i, "ssl"), Reply.EXPECTED, 1);
        });
        servers.take(target(Layer.L4, 1, "ssl"), Reply.REFUSED, 2);

        assertThat(servers.book.health().usable(new ServiceMember("store", "http", "web-1")))
                .isTrue();
        assertThat(servers.book.health().usable(new ServiceMember("store", "ssl", "web-1")))
                .isFalse();
        assertThat(servers.book.health().usable(new ServiceMember("store", "ssl", "web-2")))
                .isTrue();
    }

    @Test
    void resultsThatProveNothingCountForNothing() {
        servers.up(1, Texts.store(2, ""));
        servers.ping(1, Reply.VOID, 50);
        servers.connect(1, Reply.VOID, 50);
        assertThat(servers.word(1)).isEqualTo("up");

        servers.ping(1, Reply.NOTHING, 2);
        servers.ping(1, Reply.VOID, 50);
        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void silenceOfOurOwnCountsForNothing() {
        servers.up(2, Texts.store(2, ""));

        assertThat(servers.advance(86_400 * SECOND)).isEmpty();
        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void resultsOfTargetsThatAreNotWatchedAreSkipped() {
        servers.watch(Texts.store(1, ""));
        servers.take(new ProbeTarget(Layer.L3, "web-9", "store", ""), Reply.NOTHING, 9);

        assertThat(servers.book.health().members()).hasSize(1);
    }
}
