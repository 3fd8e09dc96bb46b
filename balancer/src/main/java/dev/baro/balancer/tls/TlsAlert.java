// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The alerts with which a server ends a handshake (RFC 8446 section 6.2), described for the operator.
enum TlsAlert {
    UNEXPECTED_MESSAGE(10, "it did not expect that message"),
    BAD_RECORD_MAC(20, "it cannot read what was sent"),
    RECORD_OVERFLOW(22, "it received a record that is too long"),
    HANDSHAKE_FAILURE(40, "it accepts none of the offered ciphers and keys"),
    BAD_CERTIFICATE(42, "it rejects the client certificate, or requires one"),
    UNSUPPORTED_CERTIFICATE(43, "it does not accept client certificates of that kind"),
    CERTIFICATE_REVOKED(44, "the client certificate is revoked"),
    CERTIFICATE_EXPIRED(45, "the client certificate has expired"),
    CERTIFICATE_UNKNOWN(46, "it rejects the client certificate"),
    ILLEGAL_PARAMETER(47, "it considers a value out of range"),
    UNKNOWN_CA(48, "it does not trust the authority of the client certificate"),
    ACCESS_DENIED(49, "it denies access to this client"),
    DECODE_ERROR(50, "it cannot read what was sent"),
    DECRYPT_ERROR(51, "it considers a signature or a key wrong"),
    PROTOCOL_VERSION(70, "it supports none of the offered versions, TLS 1.2 and 1.3"),
    INSUFFICIENT_SECURITY(71, "it considers the offered ciphers too weak"),
    INTERNAL_ERROR(80, "it has an internal error; see its log"),
    INAPPROPRIATE_FALLBACK(86, "it speaks a newer version of TLS"),
    MISSING_EXTENSION(109, "it requires an extension that is missing"),
    UNSUPPORTED_EXTENSION(110, "it does not know an extension"),
    UNRECOGNIZED_NAME(112, "it does not serve this name: compare it with host in the check"),
    BAD_CERTIFICATE_STATUS_RESPONSE(113, "it rejects the status of a certificate"),
    UNKNOWN_PSK_IDENTITY(115, "it does not know the key"),
    CERTIFICATE_REQUIRED(116, "it requires a client certificate"),
    NO_APPLICATION_PROTOCOL(120, "it uses another protocol inside TLS");

    /// The content type of a record with an alert (RFC 8446 section 5.1).
    private static final int RECORD = 21;

    private static final int RECORD_HEAD = 5;

    /// The JDK reports a received alert only in an exception's message, which it does not translate. If the
    /// message has a different form, no alert is reported.
    private static final Pattern RECEIVED = Pattern.compile("Received fatal alert: ([a-z_]+)");

    private final int number;
    private final String words;

    TlsAlert(int number, String words) {
        this.number = number;
        this.words = words;
    }

    /// @param record a record as received; an alert is unencrypted until keys exist
    static Optional<TlsAlert> in(byte[] record) {
        boolean clear = record.length >= RECORD_HEAD + 2 && record[0] == RECORD && record[3] == 0 && record[4] == 2;
        return Arrays.stream(values())
                .filter(alert -> clear && alert.number == (record[RECORD_HEAD + 1] & 0xff))
                .findFirst();
    }

    static Optional<TlsAlert> in(Throwable e) {
        Matcher told = RECEIVED.matcher("" + e.getMessage());
        return told.find()
                ? Arrays.stream(values())
                        .filter(alert -> alert.word().equals(told.group(1)))
                        .findFirst()
                : Optional.empty();
    }

    /// The alert's name in RFC 8446.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String words() {
        return words;
    }
}
