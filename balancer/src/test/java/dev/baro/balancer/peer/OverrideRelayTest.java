// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.Json;
import dev.baro.core.api.ServerChange;
import dev.baro.core.peer.OverrideChange;
import dev.baro.core.peer.PeerAnswer;
import dev.baro.core.peer.PeerQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OverrideRelayTest {
    private final List<OverrideChange> taken = new ArrayList<>();
    private final OverrideRelay relay = new OverrideRelay(change -> {
        taken.add(change);
        return "";
    });

    @Test
    void bringsAnOverrideOnce() {
        relay.said(drain("web-a01", 1), Set.of("lb-a2"));
        List<String> brought = new ArrayList<>();

        for (int i = 0; i < 2; i++) {
            relay.bring("lb-a1", "lb-a2", (name, question) -> answered(brought, question));
        }

        assertThat(brought).containsExactly("web-a01");
    }

    @Test
    void keepsWhatAPeerDidNotGet() {
        relay.said(drain("web-a01", 1), Set.of("lb-a2"));

        relay.bring("lb-a1", "lb-a2", (_, _) -> PeerAnswer.no(PeerAnswer.FAILED, "not reached", 0));

        assertThat(relay.waitingFor("lb-a2")).hasSize(1);
    }

    @Test
    void keepsTheNewestOfOneServerAlone() {
        relay.said(drain("web-a01", 1), Set.of("lb-a2"));
        relay.said(drain("web-a01", 2), Set.of("lb-a2"));

        assertThat(relay.waitingFor("lb-a2")).containsExactly(drain("web-a01", 2));
    }

    /// Both sides of a partition said something of the same server: the newer holds on both.
    @Test
    void ignoresWhatIsOlderThanWhatWasSaidHere() {
        relay.said(drain("web-a01", 2), Set.of("lb-a2"));

        assertThat(relay.heard(drain("web-a01", 1), 3).isOk()).isTrue();
        assertThat(taken).isEmpty();
        relay.heard(drain("web-a01", 3), 3);
        assertThat(taken).containsExactly(drain("web-a01", 3));
    }

    /// The clock of the balancer that drained is ahead.
    @Test
    void whatIsSaidLaterIsNewerWhateverTheClocksSay() {
        relay.heard(drain("web-a01", 60_000), 3);

        relay.said(drain("web-a01", 20_000), Set.of("lb-a2"));

        assertThat(relay.waitingFor("lb-a2")).containsExactly(drain("web-a01", 60_001));
    }

    @Test
    void oneThatComesWhileTheDaemonStartsIsBroughtAgain() {
        OverrideRelay starting = new OverrideRelay(_ -> {
            throw new OverrideRelay.NotNowException("the daemon is starting");
        });
        relay.said(drain("web-a01", 1), Set.of("lb-a2"));

        relay.bring("lb-a1", "lb-a2", (_, question) -> starting.heard(change(question), 1));
        assertThat(relay.waitingFor("lb-a2")).hasSize(1);
        relay.bring("lb-a1", "lb-a2", (_, question) -> relay.heard(change(question), 1));

        assertThat(relay.waitingFor("lb-a2")).isEmpty();
        assertThat(taken).containsExactly(drain("web-a01", 1));
    }

    /// A peer that was silent drains for what is left, and a clock that is behind makes it no longer.
    @Test
    void aDeadlineDoesNotBeginAnew() {
        ServerChange hour = new ServerChange("drain", 0, "", 3_600, "");
        OverrideChange change = new OverrideChange(OverrideChange.STATE, "web-a01", hour, 1_000_000);

        assertThat(LongStream.of(1_000_000, 1_600_000, 9_000_000, 900_000)
                        .map(nowMs -> change.changeAt(nowMs).deadlineSeconds()))
                .containsExactly(3_600L, 3_000L, 1L, 3_600L);
        assertThat(drain("web-a01", 1).changeAt(9_000_000).deadlineSeconds()).isZero();
    }

    private static OverrideChange change(PeerQuestion question) {
        return Json.read(question.text(), OverrideChange.class);
    }

    private static PeerAnswer answered(List<String> brought, PeerQuestion question) {
        brought.add(Json.read(question.text(), OverrideChange.class).server());
        return PeerAnswer.ok(1);
    }

    private static OverrideChange drain(String server, long atMs) {
        return new OverrideChange(OverrideChange.STATE, server, new ServerChange("drain", 0, "", 0, ""), atMs);
    }
}
