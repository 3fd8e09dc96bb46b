// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import java.io.IOException;

/// Why a connection or a message of a peer or a stranger is refused.
enum Refusal {
    /// Too many connections of strangers at once or in a second.
    TOO_MANY("too-many"),
    /// No TLS 1.3 with a certificate, or not in time.
    NO_HANDSHAKE("no-handshake"),
    /// TLS, followed by something other than this protocol.
    GARBAGE("garbage"),
    OTHER_VERSION("other-version"),
    OTHER_SECRET("other-secret"),
    /// The name of a peer with a different certificate.
    WRONG_KEY("wrong-key"),
    /// It was a peer and was removed.
    REMOVED("removed"),
    /// A token that was used, has expired or never existed.
    BAD_TOKEN("bad-token"),
    /// An unreadable report or request of a member.
    BAD_MESSAGE("bad-message");

    private final String word;

    Refusal(String word) {
        this.word = word;
    }

    /// The word for events, metrics and the other side.
    String word() {
        return word;
    }

    /// A refusal with details for an operator.
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
