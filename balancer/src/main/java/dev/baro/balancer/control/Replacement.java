// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Bundle;
import dev.baro.dataplane.kernel.RegularFile;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Replaces the daemon's file and its other files with those of a configuration, and can restore the old ones.
/// Each file is complete at all times. A file that is not part of the new configuration is renamed.
final class Replacement {
    static final Replacement NONE = new Replacement();

    /// The suffix of renamed files, which readers of the directory ignore.
    private static final String SET_ASIDE = ".replaced";

    private static final int MAX_BYTES = 4 << 20;

    private final List<Undo> undos = new ArrayList<>();

    private interface Undo {
        void run() throws IOException;
    }

    private Replacement() {}

    /// @param main   the daemon's file
    /// @param others the name of the directory of the other files; may be empty
    /// @throws IOException if a file cannot be written; all files are then unchanged
    static Replacement by(Path main, String others, Bundle bundle) throws IOException {
        Replacement replacement = new Replacement();
        try {
            Optional<PosixFileAttributes> like = Files.exists(main) ? Optional.of(attributes(main)) : Optional.empty();
            Set<Path> kept = new HashSet<>();
            for (Bundle.Piece piece : bundle.pieces()) {
                Path file = piece.isMain() ? main : main.resolveSibling(piece.name());
                kept.add(file);
                replacement.write(file, piece.text(), like);
            }
            for (String other :
                    RegularFile.besides(main, others, Bundle::takes, MAX_BYTES).keySet()) {
                Path file = main.resolveSibling(other);
                if (!kept.contains(file)) {
                    replacement.setAside(file);
                }
            }
            return replacement;
        } catch (IOException e) {
            replacement.undo();
            throw e;
        }
    }

    private static PosixFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class);
    }

    /// @param like the attributes to give to a new file
    private void write(Path named, String text, Optional<PosixFileAttributes> like) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(named)) {
            undos.addFirst(() -> Files.deleteIfExists(named));
            replace(named, bytes, like);
            return;
        }
        Path file = named.toRealPath();
        byte[] before = RegularFile.bytes(file, MAX_BYTES);
        if (!Arrays.equals(before, bytes)) {
            Optional<PosixFileAttributes> same = Optional.of(attributes(file));
            undos.addFirst(() -> replace(file, before, same));
            replace(file, bytes, same);
        }
    }

    private static void replace(Path file, byte[] bytes, Optional<PosixFileAttributes> like) throws IOException {
        if (like.isPresent()) {
            StateFile.replaceOnDisk(file, bytes, like.get());
        } else {
            StateFile.replaceOnDisk(file, bytes);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    private void setAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + SET_ASIDE);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        undos.addFirst(() -> Files.move(aside, file));
    }

    /// Restores all the old files.
    ///
    /// @throws IOException if a file could not be restored; all the others have been
    void undo() throws IOException {
        IOException first = null;
        for (Undo each : undos) {
            try {
                each.run();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /// @param cause the failure to report; a failure to restore is added to it as suppressed
    void undo(Exception cause) {
        try {
            undo();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /// The reason why a text cannot be written; empty if none is apparent.
    static String obstacle(Path main, String others, Bundle bundle) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        for (Bundle.Piece piece : bundle.pieces()) {
            Path file = piece.isMain() ? main : main.resolveSibling(piece.name());
            directories.add(directory(file));
        }
        if (!RegularFile.besides(main, others, Bundle::takes, MAX_BYTES).isEmpty()) {
            directories.add(directory(main.resolveSibling(others).resolve("a")));
        }
        return directories.stream()
                .filter(directory -> !Files.isDirectory(directory) || !Files.isWritable(directory))
                .findFirst()
                .map(directory ->
                        directory + (Files.isDirectory(directory) ? " cannot be written" : " is not a directory"))
                .orElse("");
    }

    /// The nearest existing directory in which the file's new text would be written.
    private static Path directory(Path named) throws IOException {
        Path file = Files.exists(named) ? named.toRealPath() : named.toAbsolutePath();
        Path directory = Path.of("/");
        for (Path above = file.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                directory = above;
                break;
            }
        }
        return directory;
    }
}
