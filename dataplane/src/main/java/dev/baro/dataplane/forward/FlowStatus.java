// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

/// Where the next packet of a flow goes.
///
/// @param server      name of the real server; empty when there is none
/// @param state       [SessionState#FREE] when the flow has no session and goes by the hash
/// @param idleSeconds since the session's last packet; 0 without a session
public record FlowStatus(String server, SessionState state, int idleSeconds) {}
