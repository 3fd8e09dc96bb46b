// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The packages of the project, as their class files name each other: in calls, fields, signatures, annotations.
final class ClassFiles {
    static final Path ROOT = Path.of(System.getProperty("baro.home", "..")).toAbsolutePath();
    static final List<String> MODULES = List.of("core", "dataplane", "balancer", "agent", "cli", "lab");

    private static final String OURS = "dev/baro/";
    private static final Pattern DESCRIPTOR = Pattern.compile("L(" + OURS + "[\\w/$]+)[;<]");

    private ClassFiles() {}

    /// From each package to those that it uses, without `dev.baro.`.
    static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (String module : MODULES) {
            for (ClassModel model : models(ROOT.resolve(module).resolve("target/classes"))) {
                String from = packageOf(model.thisClass().asInternalName());
                Set<String> to = arrows.computeIfAbsent(from, _ -> new TreeSet<>());
                names(model)
                        .map(ClassFiles::packageOf)
                        .filter(name -> !name.equals(from))
                        .forEach(to::add);
            }
        }
        return arrows;
    }

    private static List<ClassModel> models(Path classes) {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class"))
                    .map(ClassFiles::model)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassModel model(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> names(ClassModel model) {
        Stream.Builder<String> names = Stream.builder();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry used -> names.add(used.asInternalName().replaceFirst("^\\[+L?", ""));
                case Utf8Entry text ->
                    DESCRIPTOR
                            .matcher(text.stringValue())
                            .results()
                            .map(MatchResult::group)
                            .forEach(descriptor -> names.add(descriptor.substring(1, descriptor.length() - 1)));
                default -> {}
            }
        }
        return names.build().filter(name -> name.startsWith(OURS));
    }

    private static String packageOf(String internalName) {
        return internalName
                .substring(OURS.length(), internalName.lastIndexOf('/'))
                .replace('/', '.');
    }
}
