// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "10.10.0.0/16, 10.10.255.255, true",
        "10.10.0.0/16, 10.11.0.0, false",
        "10.10.0.0/17, 10.10.127.255, true",
        "10.10.0.0/17, 10.10.128.0, false",
        "192.0.2.1/32, 192.0.2.1, true",
        "192.0.2.1/32, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/33, 2001:db8:8000::, false",
        "::/0, 2001:db8::1, true"
    })
    void containsTheAddressesThatShareItsBits(String prefix, String address, boolean contained) {
        assertThat(Prefix.parse(prefix).contains(IpAddress.parse(address))).isEqualTo(contained);
    }

    @Test
    void refusesHostBitsAndNamesTheRightPrefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prefix.parse("10.10.0.5/16"))
                .withMessage("prefix 10.10.0.5/16 has host bits set; expected 10.10.0.0/16");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "2001:db8::/129", "/8"})
    void refusesWhatIsNoPrefix(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.10.0.0/16", "0.0.0.0/0", "192.0.2.1/32", "2001:db8::/32", "::/0"})
    void readsWhatItWrites(String text) {
        assertThat(Prefix.parse(text)).hasToString(text);
    }

    @Test
    void isFoundAroundAnAddress() {
        assertThat(Prefix.around(IpAddress.parse("10.10.3.5"), 16)).hasToString("10.10.0.0/16");
    }
}
