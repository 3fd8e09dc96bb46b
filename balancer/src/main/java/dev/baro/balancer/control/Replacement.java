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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Puts a configuration in place of the daemon's file and of those beside it, and knows how to put back what was there.
/// Each file is whole at any time. One beside it that is no part of the new configuration is kept under another name.
final class Replacement {
    static final Replacement NONE = new Replacement();

    /// No reader takes a file of this ending.
    private static final String SET_ASIDE = ".replaced";

    private static final int MAX_BYTES = 4 << 20;

    private final List<Undo> undos = new ArrayList<>();

    private interface Undo {
        void run() throws IOException;
    }

    private Replacement() {}

    /// @param main   the daemon's file
    /// @param others the name of the directory of those beside it; may be empty
    /// @throws IOException where one cannot be written; all are as before then
    static Replacement by(Path main, String others, Bundle bundle) throws IOException {
        Replacement replacement = new Replacement();
        try {
            Set<PosixFilePermission> mode = Files.exists(main)
                    ? Files.getPosixFilePermissions(main)
                    : PosixFilePermissions.fromString("rw-r-----");
            Set<Path> kept = new HashSet<>();
            for (Bundle.Piece piece : bundle.pieces()) {
                Path file = piece.isMain() ? main : main.resolveSibling(piece.name());
                kept.add(file);
                replacement.write(file, piece.text(), mode);
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

    /// @param mode of a file that is new
    private void write(Path named, String text, Set<PosixFilePermission> mode) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(named)) {
            undos.addFirst(() -> Files.deleteIfExists(named));
            replace(named, bytes, mode);
            return;
        }
        Path file = named.toRealPath();
        byte[] before = RegularFile.bytes(file, MAX_BYTES);
        if (!Arrays.equals(before, bytes)) {
            Set<PosixFilePermission> same = Files.getPosixFilePermissions(file);
            undos.addFirst(() -> replace(file, before, same));
            replace(file, bytes, same);
        }
    }

    private static void replace(Path file, byte[] bytes, Set<PosixFilePermission> mode) throws IOException {
        StateFile.replaceOnDisk(file, bytes);
        Files.setPosixFilePermissions(file, mode);
    }

    private void setAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + SET_ASIDE);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        undos.addFirst(() -> Files.move(aside, file));
    }

    /// Puts back what was there.
    void undo() throws IOException {
        for (Undo each : undos) {
            each.run();
        }
    }
}
