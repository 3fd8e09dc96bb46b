// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

/// A packet that was not sent.
///
/// @param client        the address with or without a port
/// @param vip           address or name, with or without a port
/// @param packet        the packet's kind; empty: the port's kind
/// @param interfaceName the interface where it arrives; empty: the first
/// @param probe         whether its real server is probed
public record ExplainRequest(String client, String vip, String packet, String interfaceName, boolean probe) {}
