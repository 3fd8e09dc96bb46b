// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.doctor;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds the process that holds a BPF link open, without using bpftool or native code.
public final class LinkProcess {
    private LinkProcess() {}

    /// Reads /proc/PID/fdinfo, where the kernel writes `link_id:` for a link (kernel/bpf/syscall.c,
    /// bpf_link_show_fdinfo).
    public static Optional<String> of(int link) {
        String line = "link_id:\t" + link;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (hasOpen(process.resolve("fdinfo"), line)) {
                    return Optional.of(process.getFileName().toString());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // without /proc, no process is visible
        }
    }

    private static boolean hasOpen(Path descriptors, String line) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path each : all) {
                if (Files.readAllLines(each).contains(line)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false; // the process has ended, or belongs to another user
        }
    }
}
