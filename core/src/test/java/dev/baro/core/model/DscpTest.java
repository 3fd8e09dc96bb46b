// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DscpTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1  | 1 (tos 4, 0x04, LE)",
                "2  | 2 (tos 8, 0x08)",
                "8  | 8 (tos 32, 0x20, CS1)",
                "9  | 9 (tos 36, 0x24)",
                "10 | 10 (tos 40, 0x28, AF11)",
                "11 | 11 (tos 44, 0x2c)",
                "12 | 12 (tos 48, 0x30, AF12)",
                "14 | 14 (tos 56, 0x38, AF13)",
                "16 | 16 (tos 64, 0x40, CS2)",
                "18 | 18 (tos 72, 0x48, AF21)",
                "20 | 20 (tos 80, 0x50, AF22)",
                "22 | 22 (tos 88, 0x58, AF23)",
                "24 | 24 (tos 96, 0x60, CS3)",
                "26 | 26 (tos 104, 0x68, AF31)",
                "28 | 28 (tos 112, 0x70, AF32)",
                "30 | 30 (tos 120, 0x78, AF33)",
                "32 | 32 (tos 128, 0x80, CS4)",
                "34 | 34 (tos 136, 0x88, AF41)",
                "36 | 36 (tos 144, 0x90, AF42)",
                "38 | 38 (tos 152, 0x98, AF43)",
                "40 | 40 (tos 160, 0xa0, CS5)",
                "42 | 42 (tos 168, 0xa8)",
                "44 | 44 (tos 176, 0xb0, VOICE-ADMIT)",
                "46 | 46 (tos 184, 0xb8, EF)",
                "48 | 48 (tos 192, 0xc0, CS6)",
                "56 | 56 (tos 224, 0xe0, CS7)",
                "63 | 63 (tos 252, 0xfc)"
            })
    void writesAllNotations(int codePoint, String text) {
        assertThat(new Dscp(codePoint)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 64, 252})
    void rejectsWhatIsNotBetween1And63(int codePoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dscp.of(codePoint))
                .withMessage("DSCP must be 1..63 but is " + codePoint);
    }

    @Test
    void noneNamesNoVip() {
        assertThat(Dscp.NONE.isNone()).isTrue();
        assertThat(Dscp.NONE).hasToString("none");
        assertThat(new Dscp(1).isNone()).isFalse();
    }
}
