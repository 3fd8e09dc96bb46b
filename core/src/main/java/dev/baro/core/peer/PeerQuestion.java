// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

/// A question from one balancer to another.
///
/// @param kind  `reserve`, `check`, `commit` or `release` for an apply to all; or `override`
/// @param from  the name of the sender
/// @param token the token of the apply; empty for an override
/// @param text  the configuration, or an [OverrideChange] as JSON; otherwise empty
/// @param order how to apply the configuration
public record PeerQuestion(String kind, String from, String token, String text, PeerOrder order) {
    public static final String RESERVE = "reserve";
    public static final String CHECK = "check";
    public static final String COMMIT = "commit";
    public static final String RELEASE = "release";
    public static final String OVERRIDE = "override";

    /// A question without a configuration.
    public static PeerQuestion plain(String kind, String from, String token, String text) {
        return new PeerQuestion(kind, from, token, text, PeerOrder.NONE);
    }
}
