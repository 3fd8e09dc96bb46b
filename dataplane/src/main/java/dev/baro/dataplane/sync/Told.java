// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

/// The current state of a session, as reported to peers.
///
/// @param hash    the flow's hash; if a walk found the session, only the bits that determine a place
/// @param number  the real server's number on this balancer
/// @param seconds the remaining lifetime if no packet arrives
/// @param kind    the change that a peer must make
/// @param atNs    the monotonic time of the change
public record Told(long hash, int number, int seconds, Kind kind, long atNs) {

    public enum Kind {
        /// The session is live on this balancer.
        LIVES,
        /// A FIN or RST of the session was seen here. Unless another report follows, the
        /// session expires after `seconds`.
        ENDS,
        /// The session is a copy from a peer that may be gone.
        COPY
    }
}
