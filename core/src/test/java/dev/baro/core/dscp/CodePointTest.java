// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodePointTest {
    @Test
    void thereAre64() {
        assertThat(CodePoint.all()).hasSize(64);
        assertThat(CodePoint.of(0)).hasToString("0 (tos 0, 0x00, CS0)");
    }

    @ParameterizedTest
    @CsvSource({
        "11, LOCAL_USE, LOCAL",
        "3, LOCAL_USE, FOLD_TARGET",
        "7, LOCAL_USE, FOLD_TARGET",
        "9, LATER_STANDARDS, STANDARD",
        "1, LATER_STANDARDS, IN_USE",
        "5, LATER_STANDARDS, FOLD_TARGET",
        "10, STANDARDS, STANDARD",
        "16, STANDARDS, FOLD_TARGET",
        "4, STANDARDS, IN_USE",
        "18, STANDARDS, RESERVED",
    })
    void eachHasAPoolAndARank(int value, IanaPool pool, Preference rank) {
        assertThat(CodePoint.of(value).pool()).isEqualTo(pool);
        assertThat(CodePoint.of(value).rank()).isEqualTo(rank);
    }

    @Test
    void theReservedOnesAreThoseOfTheDesign() {
        assertThat(CodePoint.all())
                .filteredOn(point -> point.rank() == Preference.RESERVED)
                .extracting(CodePoint::value)
                .containsExactly(0, 8, 18, 46, 48, 56);
    }

    @Test
    void whoMarksIsSaidWithItsSource() {
        assertThat(CodePoint.all()).filteredOn(CodePoint::isMarkedByOthers).allSatisfy(point -> {
            assertThat(point.use()).isNotEmpty();
            assertThat(point.source()).isNotEmpty();
        });
    }

    @Test
    void theBestFreeOnesComeFirst() {
        assertThat(CodePoint.free(Set.of(15), 3)).isEqualTo(List.of(11, 19, 23));
        assertThat(CodePoint.free(Set.of(), 64)).hasSize(52).startsWith(11).doesNotContain(1, 2, 4, 8, 18, 34, 46);
    }
}
