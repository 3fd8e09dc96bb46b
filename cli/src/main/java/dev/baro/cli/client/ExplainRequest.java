// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

/// The packet to explain, which is not sent.
///
/// @param client        the client's address with or without a port
/// @param vip           the VIP's address or name, with or without a port
/// @param packet        the packet's kind; empty: the kind that suits the port
/// @param interfaceName the interface where the packet arrives; empty: the first interface
/// @param probe         whether to probe its real server
public record ExplainRequest(String client, String vip, String packet, String interfaceName, boolean probe) {}
