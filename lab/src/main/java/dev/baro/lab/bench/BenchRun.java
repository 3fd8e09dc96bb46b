// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.nio.file.Path;

/// What was asked of one part of the bench.
///
/// @param instance names the pins of the program that is measured
/// @param quick    fewer packets and smaller tables
/// @param only     what the names of the packets' scenarios must contain; empty for all
/// @param result   the file that is written
public record BenchRun(String instance, int rounds, boolean quick, String only, Path result) {}
