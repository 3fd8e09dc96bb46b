// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// The BPF file system, where maps and links outlive the process.
public final class BpfFs {
    private static final Path ROOT = Path.of("/sys/fs/bpf");
    private static final Path BARO = ROOT.resolve("baro");

    private BpfFs() {}

    /// Creates the directory of an instance.
    ///
    /// @throws DataplaneException if that is not permitted
    public static Path makeDirectory(String instance) {
        return makeDirectory(directory(instance));
    }

    /// Removes an instance's pins. The kernel frees an object once nothing refers to it.
    ///
    /// @return whether there were any pins
    public static boolean remove(String instance) {
        return remove(directory(instance));
    }

    /// Creates a directory below the directory of all instances, and mounts the file system if needed.
    ///
    /// @return the same directory
    /// @throws DataplaneException if that is not permitted
    public static Path makeDirectory(Path directory) {
        try {
            if (!isMounted()) {
                LibC.mountBpfFs(ROOT.toString());
            }
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return directory;
        } catch (IOException | ErrnoException e) {
            throw new DataplaneException(
                    DataplaneException.Kind.PRIVILEGE,
                    "root is required to keep maps under " + BARO + ": " + e.getMessage(),
                    e);
        }
    }

    /// The directory of an instance's pins.
    public static Path directory(String instance) {
        if (!instance.matches("[A-Za-z0-9-]{1,32}")) {
            throw new DataplaneException("instance must be letters, digits and dashes but is " + instance);
        }
        return BARO.resolve(instance);
    }

    /// Directories of instances with pins, in no particular order; excludes those that [Pins] fills or removes.
    static List<Path> instances() {
        return Files.isDirectory(BARO)
                ? list(BARO, "*").stream()
                        .filter(directory ->
                                !String.valueOf(directory.getFileName()).contains("_"))
                        .toList()
                : List.of();
    }

    /// Removes a directory and the pins in it.
    ///
    /// @return whether the directory existed
    static boolean remove(Path directory) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try {
            for (Path pin : pins(directory, "*")) {
                Files.delete(pin);
            }
            Files.delete(directory);
            return true;
        } catch (IOException e) {
            throw new DataplaneException(
                    DataplaneException.Kind.PRIVILEGE,
                    "root is required to remove " + directory + ": " + e.getMessage(),
                    e);
        }
    }

    /// Paths of the pins in a directory whose names match, in no particular order.
    public static List<Path> list(Path directory, String glob) {
        try {
            return pins(directory, glob);
        } catch (IOException e) {
            throw new DataplaneException("cannot list " + directory + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> pins(Path directory, String glob) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
            List<Path> pins = new ArrayList<>();
            found.forEach(pins::add);
            return pins;
        }
    }

    public static Fd get(Path pin) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) LibBpf.OBJ_GET.invokeExact(arena.allocateFrom(pin.toString()));
            return new Fd(pin.toString(), ErrnoException.check("open pin " + pin, fd));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    static void pin(int fd, Path pin) {
        try (Arena arena = Arena.ofConfined()) {
            ErrnoException.check(
                    "pin " + pin, (int) LibBpf.OBJ_PIN.invokeExact(fd, arena.allocateFrom(pin.toString())));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    public static void unpin(Path pin) {
        try {
            Files.deleteIfExists(pin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMounted() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .anyMatch(line -> line.contains(" " + ROOT + " bpf "));
    }
}
