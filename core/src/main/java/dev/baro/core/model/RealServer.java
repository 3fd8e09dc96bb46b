// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// A server behind VIPs.
///
/// @param name       unique in the configuration
/// @param address    where its packets are sent
/// @param dataCentre the name of its data centre, empty when the configuration names none
/// @param method     how packets are brought to it
/// @param weight     its share of new sessions relative to the others, 0..[#MAX_WEIGHT]; 0 takes no new sessions
/// @param state      what the operator wants of it
public record RealServer(
        String name, IpAddress address, String dataCentre, ForwardingMethod method, int weight, ServerState state) {
    /// Keeps the cycle of a weighted ring within its slots; ten times finer than any share an operator has asked for.
    public static final int MAX_WEIGHT = 100;

    public RealServer {
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight of " + name + " must be 0..100 but is " + weight);
        }
    }

    /// Whether new sessions may be given to it, health aside.
    public boolean takesNewSessions() {
        return state == ServerState.ENABLED && weight > 0;
    }
}
