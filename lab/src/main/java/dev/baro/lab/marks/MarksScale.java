// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.marks;

import java.time.Duration;

/// The size of the scenario `marks`.
///
/// @param rounds the number of rounds of each kind of fault, half of them in each data centre
/// @param calm   how long a busy machine must not be mistaken for a fault
public record MarksScale(int rounds, Duration calm) {
    public static final MarksScale FULL = new MarksScale(5, Duration.ofMinutes(10));

    /// The scale for the test that runs with every build.
    public static final MarksScale SMALL = new MarksScale(1, Duration.ofSeconds(10));
}
