// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

/// What one balancer asks another.
///
/// @param kind  `reserve`, `check`, `commit` or `release` of an apply to all; or `override`
/// @param from  the name of the one that asks
/// @param token of the apply; empty for an override
/// @param text  the configuration, or an [OverrideChange] as JSON; otherwise empty
/// @param order how the configuration is to be applied
public record PeerQuestion(String kind, String from, String token, String text, PeerOrder order) {
    public static final String RESERVE = "reserve";
    public static final String CHECK = "check";
    public static final String COMMIT = "commit";
    public static final String RELEASE = "release";
    public static final String OVERRIDE = "override";

    /// One that carries no configuration.
    public static PeerQuestion plain(String kind, String from, String token, String text) {
        return new PeerQuestion(kind, from, token, text, PeerOrder.NONE);
    }
}
