// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/// A folder that is removed again, with all that is in it by then.
record Folder(Path path) implements AutoCloseable {

    static Folder temporary() {
        try {
            return new Folder(Files.createTempDirectory("baro-bench-"));
        } catch (IOException e) {
            throw new LabException("make a directory: " + e.getMessage(), e);
        }
    }

    /// Writes a program that comes with the lab to a file in here, from which other commands load it.
    ///
    /// @param program such as `pass.bpf.o`
    Path extract(String program) {
        Path file = path.resolve(program);
        try (InputStream stream = Objects.requireNonNull(Folder.class.getResourceAsStream(program), program)) {
            Files.copy(stream, file);
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
        return file;
    }

    /// Does nothing where there is no such folder.
    @Override
    public void close() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new LabException("remove " + path + ": " + e.getMessage(), e);
        }
    }
}
