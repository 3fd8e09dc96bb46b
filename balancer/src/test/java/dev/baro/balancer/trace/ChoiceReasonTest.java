// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.forward.Tracing.Choice;
import dev.baro.dataplane.trace.TracedPacket;
import org.junit.jupiter.api.Test;

class ChoiceReasonTest {
    private static final int OPENED = 1 << 31;
    private static final int REPEATED = 1 << 30;
    private static final Flow.Status NONE = new Flow.Status("a", SessionState.FREE, 0);
    private static final Flow.Status ENTRY = new Flow.Status("b", SessionState.ESTABLISHED, 3);

    @Test
    void aTurnIsToldWithTheServerOfTheSlot() {
        assertThat(text(choice(SlotChoice.NEXT, "a", "", NONE, "a"), OPENED, "a"))
                .isEqualTo("a new session: by its hash, slot 7 of 64 belongs to a, which has turns left");
        assertThat(text(choice(SlotChoice.NEXT, "a", "", NONE, "b"), OPENED, "b"))
                .isEqualTo("a new session: slot 7 of 64 belongs to a, which has used its turns of this round; the"
                        + " next turn goes to b");
        assertThat(text(choice(SlotChoice.NEXT, "a", "", NONE, ""), OPENED, "a"))
                .isEqualTo("a new session: there is no place for an entry, so it follows its hash: slot 7 of 64"
                        + " belongs to a");
    }

    @Test
    void anEntryIsToldWithItsState() {
        assertThat(text(choice(SlotChoice.NEXT, "a", "", ENTRY, ""), 0, "b"))
                .isEqualTo("its entry (established, idle for 3 s) names b");
        assertThat(text(
                        choice(SlotChoice.NEXT, "a", "", new Flow.Status("b", SessionState.HALF_OPEN, 0), ""),
                        REPEATED,
                        "b"))
                .isEqualTo("a repeated SYN: its entry (half-open, idle for 0 s) names b");
    }

    @Test
    void aHashIsToldWithItsSlot() {
        assertThat(text(choice(SlotChoice.HASH, "a", "", NONE, ""), OPENED, "a"))
                .isEqualTo("a new session: by its hash, slot 7 of 64 belongs to a");
        assertThat(text(choice(SlotChoice.HASH, "a", "", NONE, ""), 0, "a"))
                .isEqualTo("no entry: by its hash, slot 7 of 64 belongs to a");
        assertThat(text(choice(SlotChoice.HASH, "a", "b", NONE, ""), OPENED, "a"))
                .isEqualTo("a new session: slot 7 of 64 has moved from b to a");
        assertThat(text(choice(SlotChoice.HASH, "a", "b", NONE, ""), 0, "b"))
                .isEqualTo("no entry: slot 7 of 64 of its hash has moved from b to a, but a flow that may be older"
                        + " continues");
    }

    @Test
    void twoChoicesAreToldWithBothServers() {
        assertThat(text(choice(SlotChoice.TWO_CHOICES, "a", "", NONE, ""), OPENED, "b"))
                .isEqualTo("a new session: its hash names slots of a and b, and b has fewer sessions for its weight");
        assertThat(text(choice(SlotChoice.TWO_CHOICES, "b", "", NONE, ""), OPENED, "b"))
                .isEqualTo("a new session: both slots of its hash belong to b");
    }

    private static Choice choice(SlotChoice way, String inSlot, String former, Flow.Status found, String turnOf) {
        return new Choice(way, 64, 7, inSlot, !former.isEmpty(), former, "b", found, SessionState.FREE, turnOf);
    }

    private static String text(Choice choice, int marks, String server) {
        TracedPacket packet = new TracedPacket(0, 1, 3, 1, 1, marks | 5, 54, 54, new byte[54], new byte[54]);
        return new ChoiceReason(choice, packet, server).text();
    }
}
