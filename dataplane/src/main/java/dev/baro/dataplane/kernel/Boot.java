// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which run of the host's kernel this is: what the kernel holds, and monotonic time, are of one run.
public final class Boot {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /// @return a word that no other run has; `unknown` where the kernel does not tell
    public static String id() {
        try {
            return Files.readString(ID).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
