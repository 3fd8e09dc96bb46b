// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.balancer.log.Printable;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Explains in a sentence why a server's certificate is refused. The explanation depends on the class of the
/// JDK's exception and on the certificates, never on the exception's text.
final class CertificateRefusal {
    /// The tag of a DNS name in GeneralName (RFC 5280 section 4.2.1.6).
    private static final int DNS_NAME = 2;

    /// The extended key usage of TLS servers (RFC 5280 section 4.2.1.12).
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private static final String ANY_USE = "2.5.29.37.0";

    private static final int NAMES_SHOWN = 3;

    /// @param where the source of the authorities, such as `by the JDK of this host`
    record Trusted(List<X509Certificate> certificates, String where) {
        Trusted(X509Certificate[] certificates, String where) {
            this(List.of(certificates), where);
        }
    }

    private CertificateRefusal() {}

    static String otherName(X509Certificate server, String host) {
        return "the certificate is for " + names(server) + ", not for " + host;
    }

    /// @param chain the chain as the server sent it, with the server's own certificate first
    static String of(CertificateException refused, X509Certificate[] chain, Trusted authorities) {
        return switch (cause(refused)) {
            case CertificateExpiredException _, CertificateNotYetValidException _ ->
                judged(refused)
                        .or(() -> outOfDate(chain))
                        .flatMap(it -> validity(it, chain[0]))
                        .orElseGet(() -> other(chain[0]));
            case CertPathBuilderException _ -> withoutPath(chain, authorities);
            case CertPathValidatorException e
            when e.getReason() == PKIXReason.NO_TRUST_ANCHOR -> withoutPath(chain, authorities);
            case CertPathValidatorException e
            when e.getReason() == BasicReason.ALGORITHM_CONSTRAINED ->
                "the certificate uses an algorithm or a key that this JDK no longer accepts";
            case CertPathValidatorException e
            when e.getReason() == BasicReason.INVALID_SIGNATURE -> "the certificate's signature is wrong";
            default -> other(chain[0]);
        };
    }

    /// The reason if no path leads from the server's certificate to a trusted certificate. The JDK does not
    /// report which paths it has tried.
    private static String withoutPath(X509Certificate[] chain, Trusted authorities) {
        X509Certificate server = chain[0];
        if (server.getSubjectX500Principal().equals(server.getIssuerX500Principal())) {
            return validity(server, server)
                    .map(it -> it + ", and is self-signed")
                    .orElse("the certificate is self-signed");
        }
        Optional<String> own = validity(server, server);
        if (own.isPresent()) {
            return own.get();
        }
        X509Certificate last = chain[chain.length - 1];
        boolean known = authorities.certificates().stream()
                .anyMatch(it -> it.getSubjectX500Principal().equals(last.getIssuerX500Principal()));
        return known
                ? outOfDate(chain).flatMap(it -> validity(it, server)).orElseGet(() -> other(chain[0]))
                : "the certificate's authority "
                        + Printable.of(last.getIssuerX500Principal().getName())
                        + " is not trusted " + authorities.where();
    }

    /// The certificate that the JDK rejected.
    private static Optional<X509Certificate> judged(Throwable refused) {
        return causes(refused)
                .filter(CertPathValidatorException.class::isInstance)
                .map(CertPathValidatorException.class::cast)
                .filter(e -> e.getIndex() >= 0)
                .map(CertificateRefusal::at)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .findFirst();
    }

    private static Certificate at(CertPathValidatorException e) {
        return e.getCertPath().getCertificates().get(e.getIndex());
    }

    private static Optional<X509Certificate> outOfDate(X509Certificate[] chain) {
        return Arrays.stream(chain).filter(it -> validity(it, it).isPresent()).findFirst();
    }

    /// @return the reason; empty for a certificate that is valid now
    private static Optional<String> validity(X509Certificate certificate, X509Certificate server) {
        String whose = certificate.equals(server)
                ? "the certificate"
                : "the certificate of its authority "
                        + Printable.of(certificate.getSubjectX500Principal().getName());
        return outOfDate(certificate).map(when -> whose + " " + when);
    }

    /// `expired at TIME` or `is not valid before TIME`; empty for a certificate that is valid now.
    static Optional<String> outOfDate(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return Optional.empty();
        } catch (CertificateExpiredException e) {
            return Optional.of("expired at " + certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            return Optional.of(
                    "is not valid before " + certificate.getNotBefore().toInstant());
        }
    }

    private static String names(X509Certificate server) {
        List<String> all = alternatives(server).stream()
                .filter(name -> name.getFirst().equals(DNS_NAME))
                .map(name -> Printable.of(String.valueOf(name.get(1))))
                .toList();
        if (all.isEmpty()) {
            return Printable.of(server.getSubjectX500Principal().getName());
        }
        int more = all.size() - NAMES_SHOWN;
        return all.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static Collection<List<?>> alternatives(X509Certificate server) {
        try {
            Collection<List<?>> names = server.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of(); // names that cannot be read are ignored
        }
    }

    private static String other(X509Certificate server) {
        return forServers(server)
                ? "the certificate breaks a rule for certificate chains; inspect it with: openssl s_client -showcerts"
                : "the certificate is not for TLS servers, according to its extended key usage";
    }

    private static boolean forServers(X509Certificate server) {
        try {
            List<String> uses = server.getExtendedKeyUsage();
            return uses == null || uses.contains(SERVER_AUTH) || uses.contains(ANY_USE);
        } catch (CertificateParsingException e) {
            return true; // an unreadable usage is not a reason to refuse
        }
    }

    /// The innermost exception, which states the cause.
    private static Throwable cause(Throwable refused) {
        return causes(refused).reduce(refused, (_, inner) -> inner);
    }

    /// The exception and its causes, from the outermost inwards.
    static Stream<Throwable> causes(Throwable refused) {
        return Stream.iterate(refused, e -> e != null, Throwable::getCause);
    }
}
