// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.api.Status.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// This daemon's namespaces, which programs on the same host compare with their own.
final class OwnProcess {
    private OwnProcess() {}

    static ProcessStatus status() {
        return new ProcessStatus(ProcessHandle.current().pid(), networkNamespace());
    }

    private static String networkNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        } catch (IOException e) {
            return ""; // no /proc, so other programs cannot compare namespaces either
        }
    }
}
