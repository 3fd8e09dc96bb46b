// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    /// The cases of RFC 5952 sections 4 and 5.
    @ParameterizedTest
    @CsvSource({
        "192.0.2.10, 192.0.2.10",
        "0.0.0.0, 0.0.0.0",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::ABCD, 2001:db8::abcd",
        "0:0:1:1:1:1:0:0, ::1:1:1:1:0:0",
        "1:1:1:1:1:1:0:0, 1:1:1:1:1:1::",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221"
    })
    void writesTheCanonicalText(String written, String canonical) {
        assertThat(IpAddress.parse(written)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 192.0.2.1",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.01",
                "192.0.2.1.1",
                "3221225985",
                "0xc0000201",
                "localhost",
                "example.com",
                "2001:db8::1%eth0",
                "[2001:db8::1]",
                "2001:db8::1::2",
                "1:2:3:4:5:6:7:8:9",
                ":",
                "192.0.2.1/32"
            })
    void refusesWhatIsNoLiteral(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.parse(text));
    }

    @Test
    void keepsItsBytesInNetworkOrder() {
        assertThat(IpAddress.parse("192.0.2.10").bytes()).containsExactly(192, 0, 2, 10);
        assertThat(IpAddress.of(new byte[] {(byte) 192, 0, 2, 10})).isEqualTo(IpAddress.parse("192.0.2.10"));
    }

    @Test
    void refusesBytesOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.of(new byte[5]))
                .withMessage("an IP address has 4 or 16 bytes, not 5");
    }

    @Test
    void givesOutBytesThatCannotChangeIt() {
        IpAddress address = IpAddress.parse("192.0.2.10");

        address.bytes()[0] = 1;

        assertThat(address).hasToString("192.0.2.10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "127.0.0.1",
                "127.255.0.1",
                "169.254.0.1",
                "224.0.0.1",
                "239.1.1.1",
                "::",
                "::1",
                "fe80::1",
                "ff02::1"
            })
    void isNotRoutable(String text) {
        assertThat(IpAddress.parse(text).isRoutable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.0.2.1", "211.115.115.100", "2001:db8::1", "fd00::1"})
    void isRoutable(String text) {
        assertThat(IpAddress.parse(text).isRoutable()).isTrue();
    }

    @Test
    void ordersByFamilyAndThenByUnsignedBytes() {
        assertThat(Stream.of("2001:db8::1", "200.0.0.1", "100.0.0.1", "::1")
                        .map(IpAddress::parse)
                        .sorted())
                .extracting(IpAddress::toString)
                .containsExactly("100.0.0.1", "200.0.0.1", "::1", "2001:db8::1");
    }
}
