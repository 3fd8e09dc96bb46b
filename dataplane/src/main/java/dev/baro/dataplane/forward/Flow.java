// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.VirtualService;

/// Who talks to which virtual service.
///
/// @param port 0..65535, the client's
public record Flow(IpAddress client, int port, VirtualService service) {}
