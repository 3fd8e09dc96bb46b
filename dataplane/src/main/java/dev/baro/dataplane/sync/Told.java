// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

/// The current state of a session, as reported to peers.
///
/// @param hash    the flow's hash; if a walk found the session, without the bits that do not determine a place
/// @param number  the real server's number on this balancer
/// @param seconds the remaining lifetime without a packet
/// @param kind    the change that the peer must make
/// @param atNs    the monotonic time of the change
public record Told(long hash, int number, int seconds, Kind kind, long atNs) {

    public enum Kind {
        /// A session lives here.
        LIVES,
        /// Its FIN or RST was seen here. Without another report, it lives only for these seconds.
        ENDS,
        /// A copy of a peer that may be gone.
        COPY
    }
}
