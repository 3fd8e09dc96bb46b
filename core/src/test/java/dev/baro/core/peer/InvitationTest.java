// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvitationTest {
    private static final String FINGERPRINT = "ab".repeat(32);
    private static final Instant EXPIRES = Instant.ofEpochSecond(1_800_000_000);

    @Test
    void isOneLineForIpv4() {
        Invitation invitation = Invitation.of(IpAddress.parse("192.0.2.11"), 7431, FINGERPRINT, new byte[16], EXPIRES);

        assertThat(invitation.toString())
                .isEqualTo("baro-peer/1/192.0.2.11/7431/" + FINGERPRINT + "/" + "00".repeat(16) + "/1800000000");
        assertThat(Invitation.parse(invitation + "\n")).contains(invitation);
    }

    @Test
    void comesBackForIpv6() {
        Invitation invitation =
                Invitation.of(IpAddress.parse("2001:db8::11"), 7431, FINGERPRINT, new byte[16], EXPIRES);

        assertThat(Invitation.parse(invitation.toString())).contains(invitation);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "baro-peer",
                "baro-peer/2/192.0.2.11/7431/F/T/1800000000",
                "baro-peer/1/lb-a1/7431/F/T/1800000000",
                "baro-peer/1/192.0.2.11/0/F/T/1800000000",
                "baro-peer/1/192.0.2.11/65536/F/T/1800000000",
                "baro-peer/1/192.0.2.11/7431/f/T/1800000000",
                "baro-peer/1/192.0.2.11/7431/F/t/1800000000",
                "baro-peer/1/192.0.2.11/7431/F/T/soon",
                "baro-peer/1/192.0.2.11/7431/F/T/1800000000/more"
            })
    void isNothingElse(String line) {
        String filled = line.replace("F", FINGERPRINT).replace("T", "00".repeat(16));

        assertThat(Invitation.parse(filled)).isEmpty();
    }
}
