// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PageTokenTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private final PageToken token = new PageToken("0123456789abcdef0123456789abcdef");

    @Test
    void admitsItsTicketForAWorkingDay() {
        String ticket = token.ticket("ci0123", NOW);

        assertThat(token.admitted(ticket, NOW.plus(PageToken.TICKET_TIME).minusSeconds(1)))
                .contains("ci0123");
        assertThat(token.admitted(ticket, NOW.plus(PageToken.TICKET_TIME))).isEmpty();
    }

    @Test
    void admitsNoTicketThatItDidNotMake() {
        String ticket = token.ticket("ci0123", NOW);
        String later = NOW.plus(Duration.ofDays(365)).getEpochSecond() + ticket.substring(ticket.indexOf('.'));

        assertThat(token.admitted(later, NOW)).isEmpty();
        assertThat(token.admitted(ticket.replace("ci0123", PageToken.OWN), NOW))
                .as("of another role")
                .isEmpty();
        assertThat(new PageToken("fedcba9876543210fedcba9876543210").admitted(ticket, NOW))
                .isEmpty();
        for (String nonsense : new String[] {
            "", ".", "1", "1.", ".00", "-1.page.00", "9999999999999999999.page.00", "1e9.page.00", "9999999999.page.00"
        }) {
            assertThat(token.admitted(nonsense, NOW)).as(nonsense).isEmpty();
        }
    }

    @Test
    void isWhatTheFileHas() {
        assertThat(token.is(" 0123456789abcdef0123456789abcdef\n")).isTrue();
        assertThat(token.is("0123456789abcdef0123456789abcde")).isFalse();
        assertThat(token.is("")).isFalse();
        assertThat(token.toString()).doesNotContain("0123");
    }
}
