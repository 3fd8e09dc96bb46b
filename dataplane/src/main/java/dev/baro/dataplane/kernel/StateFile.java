// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/// Atomically writes files that the next process will read, as reliably as the file system permits.
public final class StateFile {
    private StateFile() {}

    /// Writes a file, and creates its directory if missing. If this process crashes, the file has either the
    /// old or the new text.
    ///
    /// @throws IOException if the file cannot be written; the old text is then unchanged
    public static void replace(Path file, String text) throws IOException {
        replace(file, text.getBytes(StandardCharsets.UTF_8), false);
    }

    /// Writes a file that also survives a crash of the machine. Blocks until the data is on disk.
    public static void replaceOnDisk(Path file, String text) throws IOException {
        replaceOnDisk(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes a file of arbitrary bytes in the same way.
    public static void replaceOnDisk(Path file, byte[] bytes) throws IOException {
        replace(file, bytes, true);
    }

    /// Writes a file with the owner, group and mode of another file, as far as permitted. At no time can other
    /// users read it. If the group cannot be set, the group's permissions are removed.
    public static void replaceOnDisk(Path file, byte[] bytes, PosixFileAttributes like) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
        Files.createDirectories(absolute.getParent());
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, bytes);
            makeLike(fresh, like);
            force(fresh);
            Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            removeUnfinished(fresh, e);
            throw e;
        }
    }

    private static void makeLike(Path fresh, PosixFileAttributes like) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        Set<PosixFilePermission> mode = new HashSet<>(like.permissions());
        try {
            if (!view.readAttributes().group().equals(like.group())) {
                view.setGroup(like.group());
            }
        } catch (IOException e) {
            mode.removeIf(right -> right.name().startsWith("GROUP_"));
        }
        view.setPermissions(mode);
        try {
            if (!view.getOwner().equals(like.owner())) {
                view.setOwner(like.owner());
            }
        } catch (IOException e) {
            // The file then belongs to the user of this process, as documented.
        }
    }

    private static void replace(Path file, byte[] bytes, boolean onDisk) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
        Files.createDirectories(absolute.getParent());
        try {
            Files.write(fresh, bytes);
            if (onDisk) {
                force(fresh);
            }
            Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            removeUnfinished(fresh, e);
            throw e;
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Removes an unfinished file, to free space on a full disk.
    private static void removeUnfinished(Path fresh, IOException cause) {
        try {
            Files.deleteIfExists(fresh);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
