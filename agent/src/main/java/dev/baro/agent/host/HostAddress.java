// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.core.model.IpAddress;

/// An address of an interface of this server.
///
/// @param quiet    the interface never answers ARP for it: the loopback, or a dummy interface
/// @param ethernet its frames have Ethernet headers
/// @param lasting  of global scope and not a temporary one (RFC 8981), so that other hosts may send to it
public record HostAddress(IpAddress address, String device, boolean quiet, boolean ethernet, boolean lasting) {}
