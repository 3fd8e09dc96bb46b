// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// The outcome of one probe.
///
/// @param detail      the description of the reply: `SYN+ACK from 211.115.115.100`, `503 Service Unavailable`
/// @param sentNs      the monotonic time when the probe was sent
/// @param endedNs     the monotonic time when the reply was known
/// @param certificate the times of the certificate from the TLS handshake, if there was a handshake
public record ProbeResult(
        ProbeTarget target, Reply reply, String detail, long sentNs, long endedNs, CertificateTimes certificate) {
    /// A result without a certificate.
    public ProbeResult(ProbeTarget target, Reply reply, String detail, long sentNs, long endedNs) {
        this(target, reply, detail, sentNs, endedNs, CertificateTimes.NONE);
    }

    /// The result of a probe that is not sent because it could prove nothing.
    public static ProbeResult none(ProbeTarget target) {
        return new ProbeResult(target, Reply.VOID, "", 0, 0);
    }
}
