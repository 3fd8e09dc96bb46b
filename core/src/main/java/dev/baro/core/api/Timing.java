// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// The cost of the program in the kernel, measured for a second, as returned by `GET /v1/timing`.
///
/// @param packetsPerSecond received on the attached interfaces, for VIPs or not
/// @param nsPerPacket      the average time per packet; 0 without packets
/// @param cpuPercent       the load in per cent of one processor
public record Timing(double packetsPerSecond, double nsPerPacket, double cpuPercent) {}
