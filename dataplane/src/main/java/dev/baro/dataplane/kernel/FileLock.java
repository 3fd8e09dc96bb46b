// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Exclusive locks by flock(2) on a file or directory. A lock ends with its process, and all mounts of a file
/// system share it. The JDK's own locks need a writable file.
public final class FileLock {
    private FileLock() {}

    /// @return the lock, held until it is closed; empty if another process holds it
    public static Optional<Fd> tryLock(Path path) {
        Fd fd = new Fd("lock " + path, LibC.openForReading(path.toString()));
        try {
            if (LibC.tryLock(path.toString(), fd.number())) {
                return Optional.of(fd);
            }
            fd.close();
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    /// The process that holds the lock, from /proc/locks (proc(5)); empty if it is not visible.
    public static Optional<String> holder(Path path) {
        try {
            Object inode = Files.getAttribute(path, "unix:ino");
            long device = (long) Files.getAttribute(path, "unix:dev");
            // Decodes device numbers as encoded by new_encode_dev in include/linux/kdev_t.h.
            long major = device >> 8 & 0xfff;
            long minor = device & 0xff | device >> 12 & 0xfff00;
            String file = "%02x:%02x:%s".formatted(major, minor, inode);
            return Files.readAllLines(Path.of("/proc/locks")).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length > 5 && words[1].equals("FLOCK") && words[5].equals(file))
                    .map(words -> words[4])
                    .filter(pid -> !pid.equals("0") && !pid.equals("-1"))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
