// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// A server behind VIPs.
///
/// @param name       the server's name, unique in the configuration
/// @param address    the destination address of packets to the server
/// @param dataCentre the name of its data centre; empty if the configuration names none
/// @param method     how packets reach it
/// @param weight     its share of new sessions relative to other servers, 0..[#MAX_WEIGHT]; with 0, it
///                   gets no new sessions
/// @param state      the state set by the operator
public record RealServer(
        String name, IpAddress address, String dataCentre, ForwardingMethod method, int weight, ServerState state) {
    /// The maximum weight, chosen so that the cycle of a weighted ring fits into its slots. It has ten times
    /// the resolution that operators have requested.
    public static final int MAX_WEIGHT = 100;

    public RealServer {
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight of " + name + " must be 0..100 but is " + weight);
        }
    }

    /// Whether the server may get new sessions, regardless of its health.
    public boolean takesNewSessions() {
        return state == ServerState.ENABLED && weight > 0;
    }
}
