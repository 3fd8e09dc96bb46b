// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import java.io.IOException;

/// The reason why a connection or a message from a peer or an unknown host is refused.
enum Refusal {
    /// Unknown hosts have too many connections open, or have opened too many within a second.
    TOO_MANY("too-many"),
    /// The TLS 1.3 handshake with a certificate failed or was not completed in time.
    NO_HANDSHAKE("no-handshake"),
    /// The data after the TLS handshake does not follow this protocol.
    GARBAGE("garbage"),
    OTHER_VERSION("other-version"),
    OTHER_SECRET("other-secret"),
    /// The name belongs to a peer, but the certificate is not that peer's.
    WRONG_KEY("wrong-key"),
    /// The balancer was a peer and has been removed.
    REMOVED("removed"),
    /// The token was used before, has expired or never existed.
    BAD_TOKEN("bad-token"),
    /// A member's report or request is unreadable.
    BAD_MESSAGE("bad-message");

    private final String word;

    Refusal(String word) {
        this.word = word;
    }

    /// The word for the reason in events, in metrics and in messages to the other side.
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
