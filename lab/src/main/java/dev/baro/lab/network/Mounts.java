// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The two mounts that a lab may cause: `ip netns` mounts /run/netns, and the daemon mounts bpffs if the system
/// has not done so. New mounts are unmounted once they are unused.
public record Mounts(boolean namespaces, boolean bpf) {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path BPF = Path.of("/sys/fs/bpf");

    public static Mounts now() {
        return new Mounts(isMounted(NAMESPACES), isMounted(BPF));
    }

    /// Removes the mounts that were not there when this object was created.
    public void restore() {
        if (!namespaces && isMounted(NAMESPACES) && entries(NAMESPACES).isEmpty()) {
            unmount(NAMESPACES);
        }
        if (!bpf && isMounted(BPF) && onlyEmptyDirectories()) {
            unmount(BPF);
        }
    }

    private static boolean onlyEmptyDirectories() {
        return entries(BPF).stream()
                .allMatch(entry -> Files.isDirectory(entry) && entries(entry).isEmpty());
    }

    /// The mount stays if another program has begun to use it.
    private static void unmount(Path path) {
        Command.of("umount", path.toString()).run();
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return new ArrayList<>(entries.toList());
        } catch (IOException e) {
            throw new LabException("list " + directory + ": " + e.getMessage(), e);
        }
    }

    private static boolean isMounted(Path path) {
        try {
            return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .anyMatch(line -> line.split(" ", -1)[1].equals(path.toString()));
        } catch (IOException e) {
            throw new LabException("read /proc/self/mounts: " + e.getMessage(), e);
        }
    }
}
