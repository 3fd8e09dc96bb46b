// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Reads files named by an operator: only regular files, up to a size limit. A FIFO could block its reader
/// forever, and a device might never end.
public final class RegularFile {
    /// The file type in `st_mode` (inode(7)).
    private static final int TYPE_MASK = 0xf000;

    private RegularFile() {}

    /// A file that is not read. The message names the kind of file, or the size limit.
    public static final class UnsuitableException extends IOException {
        private static final long serialVersionUID = 1;

        UnsuitableException(String message) {
            super(message);
        }
    }

    /// @throws UnsuitableException if the file is of another kind or too large; nothing has been
    /// read in that case
    /// @throws IOException if the file does not exist or is unreadable
    public static byte[] bytes(Path file, int maxBytes) throws IOException {
        requireRegular(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new UnsuitableException("it is larger than " + maxBytes + " bytes");
            }
            return bytes;
        }
    }

    /// Reads a file as text, within the same limits.
    ///
    /// @throws java.nio.charset.CharacterCodingException if the text is not UTF-8
    public static String text(Path file, int maxBytes) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(file, maxBytes)))
                .toString();
    }

    /// Reads the regular files in a directory that is next to a file.
    ///
    /// @param directory the directory's name; an empty name is treated like a missing directory
    /// @param takes     the filter for file names
    /// @return the files, ordered by name; the names include the directory
    /// @throws IOException if a file is unreadable or too large
    public static SortedMap<String, byte[]> besides(Path file, String directory, Predicate<String> takes, int maxBytes)
            throws IOException {
        Path beside = file.resolveSibling(directory);
        SortedMap<String, byte[]> files = new TreeMap<>();
        if (directory.isEmpty() || !Files.isDirectory(beside)) {
            return files;
        }
        try (DirectoryStream<Path> each = Files.newDirectoryStream(
                beside, other -> takes.test(other.getFileName().toString()) && Files.isRegularFile(other))) {
            for (Path other : each) {
                files.put(directory + "/" + other.getFileName(), bytes(other, maxBytes));
            }
        } catch (DirectoryIteratorException e) {
            throw new IOException(beside + ": " + e.getMessage(), e);
        }
        return files;
    }

    private static void requireRegular(Path file) throws IOException {
        String kind = kind(file);
        if (!kind.equals("a regular file")) {
            throw new UnsuitableException("it is " + kind + ", not a regular file");
        }
    }

    /// The kind of a file, or of a symbolic link's target, such as `a FIFO`.
    private static String kind(Path file) throws IOException {
        int mode = (int) Files.getAttribute(file, "unix:mode");
        return switch (mode & TYPE_MASK) {
            case 0x1000 -> "a FIFO";
            case 0x2000, 0x6000 -> "a device";
            case 0x4000 -> "a directory";
            case 0x8000 -> "a regular file";
            case 0xc000 -> "a socket";
            default -> "of an unknown kind";
        };
    }
}
