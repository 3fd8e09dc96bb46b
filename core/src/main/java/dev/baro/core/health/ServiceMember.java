// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// One real server as one service port of one VIP uses it: what is taken out when health says so.
///
/// @param vip    name of the VIP
/// @param port   name of the service port
/// @param server name of the real server
public record ServiceMember(String vip, String port, String server) {}
