// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.core.model.IpAddress;

/// An address of an interface of this server.
///
/// @param quiet    whether the interface never answers ARP for it: the loopback, or a dummy interface
/// @param ethernet whether the interface's frames have Ethernet headers
/// @param lasting  whether the address has global scope and is not temporary (RFC 8981), so that other hosts
///                 may send to it
public record HostAddress(IpAddress address, String device, boolean quiet, boolean ethernet, boolean lasting) {}
