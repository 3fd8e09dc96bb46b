// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Packages are roles, and arrows between them point one way: those that ARCHITECTURE.md shows.
class PackagesTest {
    private static final int MOST_FILES = 30;

    /// The modules of the picture, from those that use others to the one that uses none.
    private static final List<String> PICTURED = List.of("lab", "balancer", "agent", "cli", "dataplane", "core");

    @Test
    void noPackageUsesItselfByWayOfOthers() {
        Map<String, Set<String>> arrows = ClassFiles.arrows();

        assertThat(arrows).hasSizeGreaterThan(40);
        assertThat(arrows.keySet().stream().filter(name -> reach(name, arrows).contains(name)))
                .as("packages that stand in a cycle")
                .isEmpty();
    }

    @Test
    void pageShowsEachArrowAndNoOther() throws IOException {
        assertThat(lines(ClassFiles.arrows())).isEqualTo(lines(page()));
    }

    @Test
    void pictureShowsTheLayers() throws IOException {
        Map<String, Set<String>> arrows = ClassFiles.arrows();

        assertThat(section().split("```\n", -1)[1])
                .isEqualTo(
                        PICTURED.stream().map(module -> layers(module, arrows)).collect(Collectors.joining("\n")));
    }

    @Test
    void noPackageHasMoreFilesThanAReaderTakesIn() throws IOException {
        Map<String, Long> sizes = Sources.endingWith(".java").stream()
                .collect(Collectors.groupingBy(
                        file -> ClassFiles.ROOT.relativize(file.getParent()).toString(), Collectors.counting()));

        assertThat(sizes).isNotEmpty();
        assertThat(sizes.entrySet().stream().filter(size -> size.getValue() > MOST_FILES))
                .isEmpty();
    }

    private static Set<String> reach(String from, Map<String, Set<String>> arrows) {
        Set<String> reached = new TreeSet<>();
        List<String> next = new ArrayList<>(arrows.getOrDefault(from, Set.of()));
        while (!next.isEmpty()) {
            String name = next.removeLast();
            if (reached.add(name)) {
                next.addAll(arrows.getOrDefault(name, Set.of()));
            }
        }
        return reached;
    }

    /// One line for each layer: a package uses packages of its module in lines below only.
    private static String layers(String module, Map<String, Set<String>> arrows) {
        Map<Integer, Set<String>> layers = new TreeMap<>(Comparator.reverseOrder());
        arrows.keySet().stream()
                .filter(name -> moduleOf(name).equals(module))
                .forEach(name -> layers.computeIfAbsent(layer(name, arrows), _ -> new TreeSet<>())
                        .add(name.equals(module) ? "Main" : name.substring(module.length() + 1)));
        String lines = layers.values().stream()
                .map(names -> " ".repeat(11) + String.join("  ", names) + "\n")
                .collect(Collectors.joining());
        return module + lines.substring(module.length());
    }

    /// 0 for a package that uses no other one of its module.
    private static int layer(String name, Map<String, Set<String>> arrows) {
        return arrows.getOrDefault(name, Set.of()).stream()
                .filter(used -> moduleOf(used).equals(moduleOf(name)))
                .mapToInt(used -> 1 + layer(used, arrows))
                .max()
                .orElse(0);
    }

    private static String moduleOf(String name) {
        return name.split("\\.", -1)[0];
    }

    private static String section() throws IOException {
        String text = Files.readString(ClassFiles.ROOT.resolve("ARCHITECTURE.md"));
        int from = text.indexOf("## Packages");
        return text.substring(from, text.indexOf("\n## ", from));
    }

    /// The last column of each row under "Packages": `core.model`, `core.plan`.
    private static Map<String, Set<String>> page() throws IOException {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (String line :
                section().lines().filter(line -> line.startsWith("| `")).toList()) {
            String[] cells = line.split(" *\\| *", -1);
            arrows.put(
                    cells[1].replace("`", ""),
                    Arrays.stream(cells[cells.length - 2].split("[ ,`]+", -1))
                            .filter(name -> !name.isEmpty() && !name.equals("-"))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return arrows;
    }

    private static String lines(Map<String, Set<String>> arrows) {
        return arrows.entrySet().stream()
                .map(arrow -> arrow.getKey() + " -> " + String.join(" ", arrow.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
