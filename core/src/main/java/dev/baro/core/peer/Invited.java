// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

/// The response to `POST /v1/peers/invitation`.
///
/// @param line    the argument of `baro peer join`
/// @param expires ISO 8601, UTC
public record Invited(String line, String expires) {}
