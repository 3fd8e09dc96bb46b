// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.time.Instant;

/// Until when the certificates hold that a server showed in a handshake.
///
/// @param own   of the server itself
/// @param chain the first to expire of all that it sent, its own included
public record CertificateTimes(Instant own, Instant chain) {
    /// None was shown.
    public static final CertificateTimes NONE = new CertificateTimes(Instant.MAX, Instant.MAX);

    public boolean isNone() {
        return equals(NONE);
    }
}
