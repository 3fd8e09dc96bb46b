// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The source files of every module, tests included.
final class Sources {
    private Sources() {}

    /// @param endings such as `.java`; a file has one of them
    static List<Path> endingWith(String... endings) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : ClassFiles.MODULES) {
            try (Stream<Path> files = Files.walk(ClassFiles.ROOT.resolve(module).resolve("src"))) {
                files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                        .forEach(sources::add);
            }
        }
        if (sources.isEmpty()) {
            throw new IllegalStateException("no sources below " + ClassFiles.ROOT);
        }
        return sources;
    }
}
