// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTableTest {
    @ParameterizedTest
    @CsvSource({
        // unmarked, marked, verdict
        "EXPECTED, EXPECTED, HEALTHY",
        "EXPECTED, FROM_REAL_ADDRESS, MARK_LOST",
        "EXPECTED, NOTHING, VIP_SILENT",
        "EXPECTED, UNREACHABLE, VIP_SILENT",
        "EXPECTED, FROM_OTHER_VIP, MARK_CHANGED",
        "EXPECTED, REFUSED, NOT_LISTENING",
        "NOTHING, EXPECTED, REAL_ADDRESS_FILTERED",
        "UNREACHABLE, EXPECTED, REAL_ADDRESS_FILTERED",
        "NOTHING, NOTHING, SERVER_DOWN",
        "UNREACHABLE, UNREACHABLE, SERVER_DOWN",
        "NOTHING, UNREACHABLE, SERVER_DOWN",
        // The host answers at its own address, if only to refuse.
        "REFUSED, NOTHING, VIP_SILENT",
        "REFUSED, REFUSED, NOT_LISTENING",
        // A service that is bound to the VIP alone.
        "REFUSED, EXPECTED, HEALTHY",
        "EXPECTED, UNEXPECTED, APPLICATION_WRONG",
        "UNEXPECTED, UNEXPECTED, APPLICATION_WRONG",
        // Probes that prove nothing.
        "VOID, NOTHING, UNKNOWN",
        "EXPECTED, VOID, UNKNOWN",
        "VOID, EXPECTED, HEALTHY",
        "VOID, FROM_REAL_ADDRESS, MARK_LOST"
    })
    void readsBothProbesTogether(Reply unmarked, Reply marked, Verdict verdict) {
        assertThat(explanation(Layer.L3, marked, unmarked).verdict()).isEqualTo(verdict);
        assertThat(explanation(Layer.L4, marked, unmarked).verdict()).isEqualTo(verdict);
    }

    @Test
    void aRequestThatNobodyAnswersIsTheApplications() {
        assertThat(explanation(Layer.L7, Reply.NOTHING, Reply.NOTHING).verdict())
                .isEqualTo(Verdict.APPLICATION_WRONG);
        assertThat(explanation(Layer.L7, Reply.NOTHING, Reply.EXPECTED).verdict())
                .isEqualTo(Verdict.VIP_SILENT);
    }

    /// Whatever the unmarked probe gives, a marked one that passed proves the path, and one that failed does not.
    @ParameterizedTest
    @EnumSource(Reply.class)
    void usableExactlyWhenTheMarkedProbePasses(Reply marked) {
        for (Layer layer : Layer.values()) {
            for (Reply unmarked : Reply.values()) {
                assertThat(VerdictTable.of(layer, marked, unmarked).usable())
                        .as("%s: marked %s, unmarked %s", layer, marked, unmarked)
                        .isEqualTo(marked.passed());
            }
        }
    }

    @Test
    void withoutAMarkThereIsNothingToCompare() {
        assertThat(VerdictTable.unmarked(Layer.L4, Reply.NOTHING)).isEqualTo(Verdict.SERVER_DOWN);
        assertThat(VerdictTable.unmarked(Layer.L4, Reply.REFUSED)).isEqualTo(Verdict.NOT_LISTENING);
        assertThat(VerdictTable.unmarked(Layer.L7, Reply.NOTHING)).isEqualTo(Verdict.APPLICATION_WRONG);
    }

    private static Explanation explanation(Layer layer, Reply marked, Reply unmarked) {
        ProbeTarget target = new ProbeTarget(layer, "web-1", "store", "http");
        return new Explanation(
                new ProbeResult(target, marked, "", 0, 1), new ProbeResult(target, unmarked, "", 0, 1), List.of());
    }
}
