// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.VirtualService;

/// Who talks to which virtual service.
///
/// @param port 0..65535, the client's
public record Flow(IpAddress client, int port, VirtualService service) {
    /// Where the next packet of a flow goes.
    ///
    /// @param server      name of the real server; empty when there is none
    /// @param state       [SessionState#FREE] when the flow has no session and goes by the hash
    /// @param idleSeconds since the session's last packet; 0 without a session
    public record Status(String server, SessionState state, int idleSeconds) {}
}
