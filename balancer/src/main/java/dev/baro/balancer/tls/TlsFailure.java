// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.balancer.log.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;

/// Thrown when TLS with a server fails. The message gives the reason in a sentence for the operator. It depends
/// on the server's bytes and on the classes of the JDK's exceptions, never on the texts of those exceptions.
public final class TlsFailure extends SSLException {
    private static final long serialVersionUID = 1;

    /// The range of content types in RFC 8446 section 5.1: change_cipher_spec to application_data, and
    /// heartbeat.
    private static final int FIRST_TYPE = 20;

    private static final int LAST_TYPE = 24;
    private static final int SHOWN = 40;

    private TlsFailure(String sentence, SSLException jdk) {
        super(sentence, jdk);
    }

    static TlsFailure named(String sentence) {
        return new TlsFailure(sentence, new SSLException(sentence));
    }

    /// @param record      received data that could not be parsed; may be empty
    /// @param askedInVain whether the server requested a certificate and got none
    static TlsFailure of(SSLException jdk, byte[] record, boolean askedInVain) {
        return new TlsFailure(sentence(jdk, record, askedInVain), jdk);
    }

    private static String sentence(SSLException jdk, byte[] record, boolean askedInVain) {
        Optional<RefusedCertificate> refused = CertificateRefusal.causes(jdk)
                .filter(RefusedCertificate.class::isInstance)
                .map(RefusedCertificate.class::cast)
                .findFirst();
        if (refused.isPresent()) {
            return "" + refused.get().getMessage();
        }
        if (record.length > 0 && (record[0] < FIRST_TYPE || record[0] > LAST_TYPE)) {
            return withoutTls(record);
        }
        Optional<TlsAlert> told = TlsAlert.in(record)
                .or(() -> CertificateRefusal.causes(jdk)
                        .flatMap(e -> TlsAlert.in(e).stream())
                        .findFirst());
        String alert = told.map(it -> " (alert " + it.word() + ")").orElse("");
        return askedInVain
                ? "the server requests a client certificate, but the check specifies none" + alert
                : told.map(it -> "the server ended the handshake: " + it.words() + alert)
                        .orElseGet(() -> byClass(jdk));
    }

    private static String withoutTls(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(SHOWN, bytes.length), StandardCharsets.ISO_8859_1);
        return text.startsWith("HTTP/")
                ? "the server speaks HTTP without TLS on this port: "
                        + Printable.of(text.lines().findFirst().orElse(""))
                : "the server does not speak TLS on this port: " + Printable.of(text);
    }

    private static String byClass(SSLException jdk) {
        return switch (jdk) {
            case SSLProtocolException _ -> "the server violates the protocol";
            case SSLPeerUnverifiedException _ -> "the server sends no certificate";
            default -> "the server and this host do not agree on a connection";
        };
    }
}
