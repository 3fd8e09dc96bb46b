// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import dev.baro.dataplane.kernel.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/// A mistake that could stand in the product: other text in its sources, compiled beside them. A program that
/// finds these classes first makes the mistake; the product has no hook for it.
///
/// @param steps in the order in which they are made
record PlantedChange(String name, List<Step> steps) {
    private static final Path SOURCES = Path.of("src/main/java/dev/baro/dataplane/forward");

    /// @param file  in the package that puts plans into maps
    /// @param right what stands there, once
    /// @param wrong what would stand there by mistake
    record Step(String file, String right, String wrong) {}

    /// @param folder empty; the classes stay there
    /// @return the folder
    /// @throws IllegalStateException where the text is no longer there: rewrite the mistake for what is
    Path compiled(Path folder) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Step step : steps) {
            String text = texts.getOrDefault(step.file(), Files.readString(SOURCES.resolve(step.file())));
            if (text.split(Pattern.quote(step.right()), -1).length != 2) {
                throw new IllegalStateException("not once in " + step.file() + ": " + step.right());
            }
            texts.put(step.file(), text.replace(step.right(), step.wrong()));
        }
        List<Path> copies = new ArrayList<>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            copies.add(Files.writeString(folder.resolve(text.getKey()), text.getValue()));
        }
        compile(copies, folder);
        return folder;
    }

    private void compile(List<Path> sources, Path folder) {
        List<String> words =
                new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", folder.toString(), "-cp", ChildJvm.CLASS_PATH));
        sources.forEach(source -> words.add(source.toString()));
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        if (compiler.run(System.out, System.err, words.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("does not compile: " + name);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
