// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static dev.baro.core.health.WatchedServers.SECOND;
import static dev.baro.core.health.WatchedServers.member;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Servers that pass their probes and are held back: they flap, or leave clients unanswered.
class HealthBookHoldTest {
    private final WatchedServers servers = new WatchedServers();

    @Test
    void aServerThatFlapsMustStayGood() {
        servers.up(2, Texts.store(2, ""));
        for (int fall = 0; fall < 3; fall++) {
            servers.connect(1, Reply.REFUSED, 2);
            servers.connect(1, Reply.EXPECTED, 1);
        }
        assertThat(servers.word(1)).isEqualTo("held");
        assertThat(servers.book.heldUntilNs(member(1)))
                .hasValueSatisfying(until -> assertThat(until).isGreaterThan(servers.nowNs()));

        servers.advance(29 * SECOND);
        assertThat(servers.word(1)).isEqualTo("held");
        servers.advance(2 * SECOND);
        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void theLastServerIsNeverHeldDown() {
        servers.up(1, Texts.store(1, ""));
        for (int fall = 0; fall < 5; fall++) {
            servers.connect(1, Reply.REFUSED, 2);
            servers.connect(1, Reply.EXPECTED, 1);
        }

        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void clientsThatGetNoAnswerTakeAServerOutWhereThePolicySaysSo() {
        servers.up(3, Texts.store(3, "passive: use"));
        servers.count(4);
        assertThat(servers.words(3)).containsExactly("up", "held", "up");
        assertThat(servers.health(2).verdict()).isEqualTo(Verdict.CLIENTS_UNANSWERED);

        servers.advance(31 * SECOND);
        assertThat(servers.word(2)).isEqualTo("up");
    }

    @Test
    void clientsThatGetNoAnswerAreOnlyShownOtherwise() {
        servers.up(3, Texts.store(3, ""));
        servers.count(4);

        assertThat(servers.words(3)).containsOnly("up");
        assertThat(servers.book.standingOut()).containsExactly(member(2));
    }
}
