// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where this process writes its answers.
public final class StandardOutput {
    private StandardOutput() {}

    /// Whether another program reads it, which may have read enough and gone.
    public static boolean isPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false; // no /proc
        }
    }
}
