// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Identifies the current boot of the host. Kernel state and monotonic time do not survive a reboot.
public final class Boot {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /// @return a unique identifier of this boot; `unknown` if the kernel does not report it
    public static String id() {
        try {
            return Files.readString(ID).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
