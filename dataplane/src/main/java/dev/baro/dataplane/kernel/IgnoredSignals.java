// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Signals that this process ignores because its parent did: SIGHUP under `nohup`, SIGINT in a background job
/// started by a script. If the JVM finds SIGHUP, SIGINT or SIGTERM ignored, it silently installs no handler.
public final class IgnoredSignals {
    private static final String IGNORED = "SigIgn:";

    private IgnoredSignals() {}

    /// Resets ignored signals to their default action, which usually ends the process.
    /// Other signals are unchanged.
    ///
    /// @param numbers signal numbers as in signal(7)
    public static void restoreDefault(int... numbers) {
        long ignored = mask();
        for (int number : numbers) {
            if ((ignored >>> (number - 1) & 1) == 1) {
                LibC.restoreDefault(number);
            }
        }
    }

    /// The line `SigIgn:` of /proc/self/status: 64 bits in hexadecimal, of which the lowest
    /// stands for signal 1.
    private static long mask() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(IGNORED))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring(IGNORED.length()).strip(), 16))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new DataplaneException("cannot read /proc/self/status: " + e.getMessage(), e);
        }
    }
}
