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

/// Writes files that one process leaves for the next: whole or not at all, whatever the file system refuses.
public final class StateFile {
    private StateFile() {}

    /// Makes the directory where it is missing. A crash of this process leaves the text before or this one.
    ///
    /// @throws IOException where it cannot be written; the text before is still there, and nothing else
    public static void replace(Path file, String text) throws IOException {
        replace(file, text.getBytes(StandardCharsets.UTF_8), false);
    }

    /// The same, and so does a crash of the machine. Blocks until the disk has it.
    public static void replaceOnDisk(Path file, String text) throws IOException {
        replaceOnDisk(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// The same with bytes that may be no text.
    public static void replaceOnDisk(Path file, byte[] bytes) throws IOException {
        replace(file, bytes, true);
    }

    /// The same, with the owner, the group and the mode of another file, as far as this process may give them. Nobody
    /// reads it before who may not read it then: a group that cannot be given takes its rights along.
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
            // It belongs to this process's user then, which the manual says.
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

    /// A full disk needs its room.
    private static void removeUnfinished(Path fresh, IOException cause) {
        try {
            Files.deleteIfExists(fresh);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
