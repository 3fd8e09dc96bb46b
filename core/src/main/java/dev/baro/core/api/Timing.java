// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// The CPU cost of the BPF program in the kernel, measured over one second, as returned by `GET /v1/timing`.
///
/// @param packetsPerSecond packets received on the attached interfaces, whether for VIPs or not
/// @param nsPerPacket      the average time per packet; 0 without packets
/// @param cpuPercent       the load, as a percentage of one processor
public record Timing(double packetsPerSecond, double nsPerPacket, double cpuPercent) {}
