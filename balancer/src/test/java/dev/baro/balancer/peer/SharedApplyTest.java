// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.ProblemDetail;
import dev.baro.core.peer.AppliedAll;
import dev.baro.core.peer.AppliedAll.Outcome;
import dev.baro.core.peer.PeerAnswer;
import dev.baro.core.peer.PeerOrder;
import dev.baro.core.peer.PeerQuestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// One configuration for three balancers, of which each may have its reasons.
class SharedApplyTest {
    private static final Set<String> PEERS = Set.of("lb-a2", "lb-b1");

    private final Set<String> live = new HashSet<>(PEERS);
    private final Map<String, PeerAnswer> reasons = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Test
    void asksAllBeforeItCommitsToAny() {
        AppliedAll outcomes = done(apply(false));

        assertThat(outcomes.complete()).isTrue();
        assertThat(asked)
                .containsExactly(
                        "reserve lb-a1",
                        "reserve lb-a2",
                        "reserve lb-b1",
                        "check lb-a1",
                        "check lb-a2",
                        "check lb-b1",
                        "commit lb-a1",
                        "commit lb-a2",
                        "commit lb-b1",
                        "release lb-a1",
                        "release lb-a2",
                        "release lb-b1");
    }

    @Test
    void changesNothingWhileABalancerIsSilent() {
        live.remove("lb-b1");

        ProblemDetail problem = refused(apply(false));

        assertThat(problem.type()).isEqualTo(ProblemDetail.PEER_SILENT);
        assertThat(problem.detail()).isEqualTo("lb-b1 is not reached");
        assertThat(asked).isEmpty();
    }

    @Test
    void leavesOutASilentBalancerWhenToldTo() {
        live.remove("lb-b1");

        AppliedAll outcomes = done(apply(true));

        assertThat(outcomes.complete()).isFalse();
        assertThat(outcomes.balancers()).extracting(Outcome::result).containsExactly("applied", "applied", "silent");
    }

    @Test
    void changesNothingWhereOneBalancerRefuses() {
        reasons.put("check lb-b1", PeerAnswer.no(PeerAnswer.INVALID, "there is no interface eth7", 3));

        ProblemDetail problem = refused(apply(false));

        assertThat(problem.type()).isEqualTo(ProblemDetail.CONFIG_INVALID);
        assertThat(problem.detail()).contains("lb-b1").contains("there is no interface eth7");
        assertThat(asked).noneMatch(question -> question.startsWith("commit"));
    }

    @Test
    void namesOneThatFailsAtTheCommitWithWhatItRuns() {
        reasons.put("commit lb-a2", PeerAnswer.no(PeerAnswer.FAILED, "the disk is full", 3));

        AppliedAll outcomes = done(apply(false));

        assertThat(outcomes.complete()).isFalse();
        assertThat(outcomes.balancers())
                .contains(new Outcome("lb-a2", "failed", 3, "the disk is full", List.of()))
                .extracting(Outcome::balancer)
                .containsExactly("lb-a1", "lb-a2", "lb-b1");
    }

    @Test
    void changesNothingWhereThisBalancerFails() {
        reasons.put("commit lb-a1", PeerAnswer.no(PeerAnswer.FAILED, "the disk is full", 3));

        assertThat(refused(apply(false)).type()).isEqualTo(ProblemDetail.PEER_FAILED);
        assertThat(asked).doesNotContain("commit lb-a2", "commit lb-b1");
    }

    @Test
    void doesNotSayThatNothingHasChangedWhereThatIsNotKnown() {
        reasons.put("commit lb-a2", PeerAnswer.no(PeerAnswer.UNKNOWN, "no answer", 3));
        assertThat(done(apply(false)).balancers())
                .extracting(Outcome::result)
                .containsExactly("applied", "unknown", "applied");

        reasons.put("commit lb-a1", PeerAnswer.no(PeerAnswer.UNKNOWN, "no answer", 3));
        assertThat(refused(apply(false)).fix()).contains("it may be in force only here");
    }

    @Test
    void isAConflictWhereAnotherIsUnderWay() {
        reasons.put("reserve lb-a2", PeerAnswer.no(PeerAnswer.BUSY, "an apply to all from lb-b1 is under way", 3));

        assertThat(refused(apply(false)).type()).isEqualTo(ProblemDetail.CONFLICT);
        assertThat(asked).containsExactly("reserve lb-a1", "reserve lb-a2", "release lb-a1");
    }

    private SharedApply.Ended apply(boolean reachable) {
        return new SharedApply("lb-a1", live::contains, this::ask)
                .apply(PEERS, new SharedApply.Wanted("baro.yaml", "version: 1", PeerOrder.NONE), reachable);
    }

    private PeerAnswer ask(String name, PeerQuestion question) {
        asked.add(question.kind() + " " + name);
        return reasons.getOrDefault(question.kind() + " " + name, PeerAnswer.ok(4));
    }

    private static AppliedAll done(SharedApply.Ended ended) {
        return ((SharedApply.Ended.Done) ended).outcomes();
    }

    private static ProblemDetail refused(SharedApply.Ended ended) {
        return ((SharedApply.Ended.Refused) ended).problem();
    }
}
