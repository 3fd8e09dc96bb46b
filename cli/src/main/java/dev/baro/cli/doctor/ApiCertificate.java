// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.config.ApiSettings;
import dev.baro.core.doctor.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Checks that the API's certificate does not expire soon.
record ApiCertificate() implements BalancerCheck {
    /// Certificates are usually renewed automatically a month before they expire, so with this little time
    /// left, something is wrong.
    private static final Duration SOON = Duration.ofDays(14);

    /// @param left    the time until the certificate expires; negative after that
    /// @param trouble the reason why `left` is not known; empty if it is
    record Served(String file, Duration left, String trouble) {}

    /// @return the certificate; empty if the API is served without TLS
    static Optional<Served> read(ApiSettings api) {
        String file = api.tls().certificate();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            X509Certificate first =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            Duration left = Duration.between(Instant.now(), first.getNotAfter().toInstant());
            return Optional.of(new Served(file, left, ""));
        } catch (IOException | CertificateException e) {
            return Optional.of(new Served(file, Duration.ZERO, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public String name() {
        return "api-certificate";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        return facts.api().stream().map(this::judge).toList();
    }

    private Finding judge(Served served) {
        if (!served.trouble().isEmpty()) {
            return Finding.notLookedAt(name(), served.file() + " cannot be read", served.trouble());
        }
        String days = served.left().abs().toDays() + " days";
        String renew = "renew " + served.file() + ", and type: baro apply";
        if (served.left().isNegative()) {
            return Finding.fail(name(), served.file() + " expired " + days + " ago", "clients of the API reject it")
                    .advising(renew);
        }
        return served.left().compareTo(SOON) < 0
                ? Finding.warn(name(), served.file() + " ends in " + days, "clients of the API will then reject it")
                        .advising(renew)
                : Finding.ok(name(), served.file() + " ends in " + days);
    }
}
