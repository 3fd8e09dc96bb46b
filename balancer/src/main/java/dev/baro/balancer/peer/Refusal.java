// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import java.io.IOException;

/// Why a connection or a message of a peer, or of one that would be one, is not accepted.
enum Refusal {
    /// More connections of strangers at once, or in a second, than are looked at.
    TOO_MANY("too-many"),
    /// No TLS 1.3 with a certificate, or not in time.
    NO_HANDSHAKE("no-handshake"),
    /// TLS, and then something else than words of this protocol.
    GARBAGE("garbage"),
    OTHER_VERSION("other-version"),
    OTHER_SECRET("other-secret"),
    /// The name of a peer with the certificate of another.
    WRONG_KEY("wrong-key"),
    /// It was a peer and was removed.
    REMOVED("removed"),
    /// The token of an invitation that was used, has expired or never was.
    BAD_TOKEN("bad-token"),
    /// A report or a request of a member that cannot be read.
    BAD_MESSAGE("bad-message");

    private final String word;

    Refusal(String word) {
        this.word = word;
    }

    /// As events, metrics and the other side are told it.
    String word() {
        return word;
    }

    /// With what an operator may want to know of it.
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        private final Refusal reason;

        RefusedException(Refusal reason, String detail) {
            super(detail);
            this.reason = reason;
        }

        Refusal reason() {
            return reason;
        }
    }
}
