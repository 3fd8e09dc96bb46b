// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// The answer to a [PeerQuestion].
///
/// @param result   [#OK], or the kind of failure
/// @param text     a message for human readers: problems, losses, or the competing apply; empty on success
/// @param revision the revision in force on that balancer
/// @param restart  the settings for which its daemon must be restarted, one sentence each
public record PeerAnswer(String result, String text, int revision, List<String> restart) {
    public static final String OK = "ok";
    /// Another apply is in progress.
    public static final String BUSY = "busy";
    /// The configuration text has errors according to that balancer.
    public static final String INVALID = "invalid";
    /// The change would take traffic away.
    public static final String NEEDS_FORCE = "needs-force";
    /// The request failed.
    public static final String FAILED = "failed";
    /// The request may have been executed, or may be executed later.
    public static final String UNKNOWN = "unknown";

    public PeerAnswer {
        restart = List.copyOf(restart);
    }

    public static PeerAnswer ok(int revision) {
        return new PeerAnswer(OK, "", revision, List.of());
    }

    public static PeerAnswer no(String result, String text, int revision) {
        return new PeerAnswer(result, text, revision, List.of());
    }

    public boolean isOk() {
        return result.equals(OK);
    }
}
