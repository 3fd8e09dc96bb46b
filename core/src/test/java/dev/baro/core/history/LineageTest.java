// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.history.Revision.Author;
import dev.baro.core.history.Revision.Confirmation;
import dev.baro.core.history.Revision.Effect;
import dev.baro.core.history.Revision.HealthAround;
import dev.baro.core.history.Revision.RolledBack;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final Awaited AWAITED = new Awaited(2, 1, "2026-11-23T06:40:00Z", "boot", 1_000, "60s");

    private static Revision revision(int number, String text) {
        return revision(number, text, 0);
    }

    private static Revision revision(int number, String text, int copyOf) {
        return new Revision(
                Revision.VERSION,
                number,
                "2026-11-23T06:40:00Z",
                new Author("apply", "root", ""),
                "baro.yaml",
                "yaml",
                Revision.digest(text),
                copyOf,
                List.of(),
                0,
                Effect.NONE,
                new HealthAround(HealthSums.UNKNOWN, HealthSums.UNKNOWN, List.of()),
                Confirmation.NONE,
                "",
                RolledBack.NOT);
    }

    private static Optional<Integer> before(Lineage lineage, int number) {
        return lineage.of(number).flatMap(lineage::before).map(Revision::number);
    }

    @Test
    void aRollbackLeadsToTheNewestOneThatSaysSomethingElse() {
        Lineage lineage = new Lineage(List.of(revision(1, "a"), revision(2, "b"), revision(3, "c"), revision(4, "c")));

        assertThat(before(lineage, 4)).contains(2);
        assertThat(before(lineage, 1)).isEmpty();
    }

    @Test
    void aSecondRollbackGoesFurtherBack() {
        Lineage lineage = new Lineage(List.of(revision(1, "a"), revision(2, "b"), revision(3, "c")))
                .with(revision(4, "b", 2))
                .rolledBack(3, 4, "it was wrong");
        assertThat(before(lineage, 4)).contains(1);

        Lineage twice = lineage.with(revision(5, "a", 1)).rolledBack(4, 5, "so was this");

        assertThat(before(twice, 5)).isEmpty();
        assertThat(twice.of(2).orElseThrow().isRolledBack()).isTrue();
        assertThat(twice.lastGood().map(Revision::number)).contains(5);
    }

    @Test
    void aTextThatWasRolledBackIsRefusedUntilItIsAcceptedAgain() {
        Lineage lineage =
                new Lineage(List.of(revision(1, "a"), revision(2, "b"), revision(3, "a", 1))).rolledBack(2, 3, "why");

        assertThat(lineage.refused(Revision.digest("b")).map(Revision::number)).contains(2);
        assertThat(lineage.refused(Revision.digest("a"))).isEmpty();
        assertThat(lineage.with(revision(4, "b")).refused(Revision.digest("b"))).isEmpty();
    }

    private static Beginning begin(Lineage lineage, Optional<Awaited> awaited, boolean overdue, String file) {
        return Beginning.of(lineage, awaited, overdue, Revision.digest(file), file.equals("broken") ? "an error" : "");
    }

    @Test
    void theFileIsTheTruth() {
        Lineage lineage = new Lineage(List.of(revision(1, "a"), revision(2, "b")));

        assertThat(begin(new Lineage(List.of()), Optional.empty(), false, "a")).isEqualTo(new Beginning.Changed());
        assertThat(begin(lineage, Optional.empty(), false, "b")).isEqualTo(new Beginning.Again(2));
        assertThat(begin(lineage, Optional.empty(), false, "c")).isEqualTo(new Beginning.Changed());
        assertThat(begin(lineage, Optional.empty(), false, "a")).isEqualTo(new Beginning.Changed());
    }

    @Test
    void aFileThatCannotBeReadOrWasRolledBackIsNot() {
        Lineage lineage =
                new Lineage(List.of(revision(1, "a"), revision(2, "b"), revision(3, "a", 1))).rolledBack(2, 3, "why");

        assertThat(begin(lineage, Optional.empty(), false, "broken")).isEqualTo(new Beginning.Kept(3, "an error"));
        assertThat(begin(lineage, Optional.empty(), false, "b"))
                .isEqualTo(new Beginning.Kept(3, "this configuration was r2, which was rolled back by r3: why"));
        assertThat(begin(new Lineage(List.of()), Optional.empty(), false, "broken"))
                .isEqualTo(new Beginning.Changed());
    }

    @Test
    void aRevisionThatWaitsGoesOnUntilItsTimeIsOver() {
        Lineage lineage = new Lineage(List.of(revision(1, "a"), revision(2, "b")));

        assertThat(begin(lineage, Optional.of(AWAITED), false, "b")).isEqualTo(new Beginning.Again(2));
        assertThat(begin(lineage, Optional.of(AWAITED), false, "c")).isInstanceOf(Beginning.Kept.class);
        assertThat(begin(lineage, Optional.of(AWAITED), true, "b")).isEqualTo(new Beginning.Back(2, 1));
        assertThat(begin(lineage.without(1), Optional.of(AWAITED), true, "b")).isEqualTo(new Beginning.Again(2));
        assertThat(begin(lineage.without(2), Optional.of(AWAITED), true, "b")).isEqualTo(new Beginning.Changed());
    }

    @Test
    void aDeadlineGoesByTheClockThatStillCounts() {
        java.time.Instant before = java.time.Instant.parse("2026-11-23T06:39:59Z");
        java.time.Instant after = java.time.Instant.parse("2026-11-23T06:40:00Z");

        assertThat(AWAITED.isOver("boot", 999, after)).isFalse();
        assertThat(AWAITED.isOver("boot", 1_000, before)).isTrue();
        assertThat(AWAITED.isOver("another", 5_000, before)).isFalse();
        assertThat(AWAITED.isOver("another", 0, after)).isTrue();
    }
}
