// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.ServiceMember;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificateProblemsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private final Map<ServiceMember, CertificateTimes> certificates = new LinkedHashMap<>();

    @Test
    void twoWeeksBeforeItsEndACertificateIsAProblem() {
        shows("store", "web-1", Duration.ofDays(14), Duration.ofDays(14));
        assertThat(new CertificateProblems(certificates, NOW).sentences()).isEmpty();

        assertThat(new CertificateProblems(certificates, NOW.plusSeconds(1)).sentences())
                .containsExactly("the certificate of web-1 for store https expires in 13 days (2026-12-13T10:00:00Z):"
                        + " renew it there; look: baro server show web-1");
    }

    @Test
    void serversWithOneCertificateAreOneSentence() {
        shows("store", "web-1", Duration.ofHours(3), Duration.ofHours(3));
        shows("store", "web-2", Duration.ofHours(3), Duration.ofHours(3));
        shows("store", "web-3", Duration.ofHours(3), Duration.ofHours(3));

        assertThat(new CertificateProblems(certificates, NOW).sentences())
                .containsExactly("the certificate of web-1 and 2 more for store https expires in 3 hours"
                        + " (2026-11-29T13:00:00Z): renew it there; look: baro server show web-1");
    }

    @Test
    void anAuthorityBetweenIsToldAsSuch() {
        shows("store", "web-1", Duration.ofDays(90), Duration.ofDays(-3));

        assertThat(new CertificateProblems(certificates, NOW).sentences())
                .containsExactly("the certificate of an authority that comes from web-1 for store https expired 3 days"
                        + " ago (2026-11-26T10:00:00Z): renew it there; look: baro server show web-1");
    }

    @Test
    void noMoreThanTenAreTold() {
        for (int vip = 0; vip < 12; vip++) {
            shows("store-" + vip, "web-1", Duration.ofDays(1), Duration.ofDays(1));
        }

        assertThat(new CertificateProblems(certificates, NOW).sentences())
                .hasSize(11)
                .last()
                .isEqualTo("2 more certificates end soon; look: baro_certificate_expiry_timestamp_seconds");
    }

    private void shows(String vip, String server, Duration own, Duration chain) {
        certificates.put(new ServiceMember(vip, "https", server), new CertificateTimes(NOW.plus(own), NOW.plus(chain)));
    }
}
