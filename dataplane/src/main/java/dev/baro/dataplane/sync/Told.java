// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

/// What a session is now, as a peer is to hear it.
///
/// @param hash    the flow's hash; if a walk found the session, without the bits that do not determine a place
/// @param number  the real server's number on this balancer
/// @param seconds how long it lives on without a packet
/// @param kind    what is to become of it there
/// @param atNs    the monotonic time of the change
public record Told(long hash, int number, int seconds, Kind kind, long atNs) {

    public enum Kind {
        /// A session lives here.
        LIVES,
        /// Its FIN or RST was seen here: without another word, it lives for these seconds only.
        ENDS,
        /// A copy of a peer that may be gone.
        COPY
    }
}
