// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// What a session belongs to.
///
/// @param protocol of the virtual service: 6 or 17
public record Flow(int protocol, Address client, int clientPort, Address vip, int port) {}
