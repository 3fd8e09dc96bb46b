// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// What the other says to a [PeerQuestion].
///
/// @param result   [#OK], or why not
/// @param text     for people: problems, losses, or who is first; empty where it is well
/// @param revision that it runs now
/// @param restart  what only a restart of its daemon brings, one sentence each
public record PeerAnswer(String result, String text, int revision, List<String> restart) {
    public static final String OK = "ok";
    /// Another apply is under way.
    public static final String BUSY = "busy";
    /// The text has errors there.
    public static final String INVALID = "invalid";
    /// It takes traffic away.
    public static final String NEEDS_FORCE = "needs-force";
    /// It could not be done.
    public static final String FAILED = "failed";
    /// It may have been done, or may be yet.
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
