// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The listener for metrics besides the Unix socket.
///
/// @param port 1..65535, or 0 if there is no listener
public record MetricsSettings(IpAddress address, int port) {
    public static final MetricsSettings NONE = new MetricsSettings(IpAddress.parse("127.0.0.1"), 0);

    public boolean isNone() {
        return port == 0;
    }

    /// The listener as text: `127.0.0.1:9310`, `[::1]:9310`; empty if there is none.
    @Override
    public String toString() {
        return isNone() ? "" : (address.isV4() ? address.toString() : "[" + address + "]") + ":" + port;
    }
}
