// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

/// What a session is now, as a peer is to hear it.
///
/// @param hash    of the flow; of a session that was found by a walk, without the bits that do not find a place
/// @param number  of the real server, on this balancer
/// @param seconds how long it lives on without a packet
/// @param kind    what is to become of it there
/// @param atNs    when it became so; monotonic time
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
