// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.nio.file.Path;

/// The options of one part of the bench.
///
/// @param instance the instance that names the pins of the measured program
/// @param quick    whether to use fewer packets and smaller tables
/// @param only     a string that the name of a packet scenario must contain; empty for all scenarios
/// @param result   the output file
public record BenchRun(String instance, int rounds, boolean quick, String only, Path result) {}
