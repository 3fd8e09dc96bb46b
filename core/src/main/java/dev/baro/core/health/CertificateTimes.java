// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.time.Instant;

/// The expiry times of the certificates that a server sent in a handshake.
///
/// @param own   the expiry of the server's certificate
/// @param chain the earliest expiry of all certificates that the server sent, including its own
public record CertificateTimes(Instant own, Instant chain) {
    /// The server has not presented a certificate.
    public static final CertificateTimes NONE = new CertificateTimes(Instant.MAX, Instant.MAX);

    public boolean isNone() {
        return equals(NONE);
    }
}
