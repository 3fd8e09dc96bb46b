// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The standard output of this process.
public final class StandardOutput {
    private StandardOutput() {}

    /// Whether standard output is a pipe, whose reader may already have exited.
    public static boolean isPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false; // no /proc
        }
    }
}
