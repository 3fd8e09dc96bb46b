// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A directory that is removed on closing, with its contents.
public record TemporaryDirectory(Path path) implements AutoCloseable {

    public static TemporaryDirectory temporary() {
        try {
            return new TemporaryDirectory(Files.createTempDirectory("baro-bench-"));
        } catch (IOException e) {
            throw new LabException("make a directory: " + e.getMessage(), e);
        }
    }

    /// Writes a program that ships with the lab to a file in this directory, from which other commands load it.
    ///
    /// @param program the program's name, such as `pass.bpf.o`
    public Path extract(String program) {
        Path file = path.resolve(program);
        try {
            Files.write(file, LabFile.read(program));
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
        return file;
    }

    /// Removes the directory. Does nothing if it does not exist.
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
