// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// What the program in the kernel takes, measured for a second, as `GET /v1/timing` answers it.
///
/// @param packetsPerSecond that came in by the attached interfaces, for VIPs or not
/// @param nsPerPacket      on average; 0 without packets
/// @param cpuPercent       of one processor
public record Timing(double packetsPerSecond, double nsPerPacket, double cpuPercent) {}
