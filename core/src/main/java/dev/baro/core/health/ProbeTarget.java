// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// The target of a probe: one layer of a real server, as reached by one service port of a VIP.
///
/// @param server the name of the real server
/// @param vip    the name of the VIP; empty for [Layer#L2], which concerns only the server
/// @param port   the name of the service port; empty below [Layer#L4]
public record ProbeTarget(Layer layer, String server, String vip, String port) {
    /// The target in words: `l4 store-web-a01 for store-app1 http`.
    @Override
    public String toString() {
        String whole = layer.word() + " " + server;
        if (!vip.isEmpty()) {
            whole += " for " + vip;
        }
        return port.isEmpty() ? whole : whole + " " + port;
    }
}
