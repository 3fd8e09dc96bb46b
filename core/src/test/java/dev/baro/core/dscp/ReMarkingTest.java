// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReMarkingTest {
    /// The witnesses of a survey: 21 and 42 have opposite bits, 63 is spared by the behaviours that spare some.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, Bleach-DSCP",
        "2, 5, 2, 7, Bleach-ToS-Precedence",
        "2, 5, 2, 63, Bleach-some-ToS",
        "26, 29, 26, 31, Re-mark-ToS to class 3",
        "8, 16, 40, 56, Bleach-low",
        "8, 16, 40, 63, Bleach-some-low",
        "18, 18, 18, 18, 'Re-mark-DSCP to 18 (tos 72, 0x48, AF21)'",
    })
    void fourValuesTellTheBehavioursApart(int of10, int of21, int of42, int of63, String name) {
        List<ReMarking> found = ReMarking.explaining(Map.of(10, of10, 21, of21, 42, of42, 63, of63));

        assertThat(found).extracting(ReMarking::rfcName).containsExactly(name);
    }

    @Test
    void oneValueLeavesSeveral() {
        assertThat(ReMarking.explaining(Map.of(10, 2)))
                .extracting(ReMarking::rfcName)
                .containsExactly("Bleach-ToS-Precedence", "Bleach-some-ToS", "Re-mark-DSCP to 2 (tos 8, 0x08)");
    }

    @Test
    void aRuleForOneValueIsNoBehaviour() {
        assertThat(ReMarking.explaining(Map.of(10, 0, 21, 21, 42, 42, 63, 63))).isEmpty();
    }

    @Test
    void noLocalValueBecomesAnother() {
        Set<Integer> local = CodePoint.byPreference().stream()
                .filter(point -> point.rank() == Preference.LOCAL)
                .map(CodePoint::value)
                .collect(Collectors.toSet());

        assertThat(local).containsExactlyInAnyOrder(11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 51, 55, 59, 63);
        for (ReMarking how : ReMarking.WITHOUT_CHOICE) {
            for (int dscp : local) {
                assertThat(how.after(dscp) == dscp || !local.contains(how.after(dscp)))
                        .as("%s of %d", how.rfcName(), dscp)
                        .isTrue();
            }
        }
    }

    @Test
    void everyResultIsAValue() {
        List<ReMarking> all =
                List.of(new ReMarking.BleachSomeTos(), new ReMarking.ReMarkTos(7), new ReMarking.ReMarkDscp(63));

        assertThat(all)
                .allSatisfy(how -> assertThat(
                                IntStream.rangeClosed(0, 63).map(how::after).boxed())
                        .allMatch(after -> after >= 0 && after <= 63));
    }
}
