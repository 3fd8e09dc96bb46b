// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.compiler.BpfCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One mistake that could stand in the program.
///
/// @param file   in `src/main/bpf`, such as `lib/checksum.h`
/// @param right  what stands there, once
/// @param wrong  what would stand there by mistake
public record PlantedFault(String name, String file, String right, String wrong) {
    private static final Path SOURCES = Path.of("src/main/bpf");
    /// Those of the one program that is compared.
    private static final List<String> FOLDERS = List.of("lib", "balancer");

    /// Compiles a copy of the program with this fault in it, as the build compiles the program.
    ///
    /// @param folder empty; the copy stays there
    /// @return the ELF file's bytes
    public byte[] compiled(Path folder) throws IOException {
        for (String name : FOLDERS) {
            Path copies = Files.createDirectory(folder.resolve(name));
            try (Stream<Path> sources = Files.list(SOURCES.resolve(name))) {
                sources.forEach(source -> copy(source, copies.resolve(source.getFileName())));
            }
        }
        Path damaged = folder.resolve(file);
        String text = Files.readString(damaged);
        if (text.split(Pattern.quote(right), -1).length != 2) {
            throw new IllegalStateException("not once in " + file + ": " + right);
        }
        Files.writeString(damaged, text.replace(right, wrong));
        BpfCompiler.OF_THE_BUILD.compile(folder, folder);
        return Files.readAllBytes(folder.resolve("baro.bpf.o"));
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
