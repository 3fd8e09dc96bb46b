// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.time.Instant;

/// The expiry of the certificates that a server sent in a handshake.
///
/// @param own   the expiry of the server's certificate
/// @param chain the earliest expiry of all that it sent, its own included
public record CertificateTimes(Instant own, Instant chain) {
    /// None was shown.
    public static final CertificateTimes NONE = new CertificateTimes(Instant.MAX, Instant.MAX);

    public boolean isNone() {
        return equals(NONE);
    }
}
