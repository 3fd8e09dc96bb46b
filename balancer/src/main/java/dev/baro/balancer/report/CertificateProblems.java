// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.api.Expiry;
import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.ServiceMember;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reports the real servers' certificates that an operator must renew soon. Certificates that expire
/// together share a sentence.
///
/// @param certificates the certificates most recently seen
public record CertificateProblems(Map<ServiceMember, CertificateTimes> certificates, Instant now) {
    /// Automatic renewal happens a month before expiry, so it must have failed if a certificate is
    /// this close to expiry.
    static final Duration SOON = Duration.ofDays(14);

    /// The maximum number of sentences. If there are more problems, the metrics are a better source.
    private static final int MOST = 10;

    /// The data shared by servers with the same certificate.
    private record Ending(String vip, String port, CertificateTimes times) {}

    public List<String> sentences() {
        Map<Ending, List<String>> servers = new LinkedHashMap<>();
        certificates.forEach((member, times) -> {
            if (Duration.between(now, times.chain()).compareTo(SOON) < 0) {
                servers.computeIfAbsent(new Ending(member.vip(), member.port(), times), _ -> new ArrayList<>())
                        .add(member.server());
            }
        });
        List<String> all = servers.entrySet().stream()
                .map(entry -> sentence(entry.getKey(), entry.getValue()))
                .toList();
        List<String> shown = new ArrayList<>(all.subList(0, Math.min(MOST, all.size())));
        if (all.size() > MOST) {
            shown.add((all.size() - MOST)
                    + " more certificates end soon; look: baro_certificate_expiry_timestamp_seconds");
        }
        return shown;
    }

    private String sentence(Ending ending, List<String> servers) {
        boolean own = ending.times().chain().equals(ending.times().own());
        String first = servers.getFirst();
        return (own ? "the certificate of " : "the certificate of an authority that comes from ")
                + first
                + (servers.size() > 1 ? " and " + (servers.size() - 1) + " more" : "")
                + " for " + ending.vip() + " " + ending.port() + " "
                + Expiry.words(ending.times().chain(), now)
                + ": renew it there; look: baro server show " + first;
    }
}
