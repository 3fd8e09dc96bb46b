// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.yaml.YamlTree.Mapping;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The short way to "valid" never accepts what the validator refuses, and is the way of every valid file.
class PlainSchemaTest {
    private static final SchemaCheck SCHEMA =
            SchemaCheck.of(Objects.requireNonNull(YamlFrontEnd.class.getResourceAsStream("baro-v1.schema.json")));

    @ParameterizedTest
    @MethodSource("texts")
    void agreesWithTheValidator(Path file) throws IOException {
        root(Files.readString(file)).ifPresent(PlainSchemaTest::assertAgreement);
    }

    @Test
    void agreesWithTheValidatorOnDamagedFiles() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of PlainSchemaTest: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < Integer.getInteger("baro.rounds", 1_000); round++) {
            root(YamlFuzzTest.mutated(GoodFile.text(), random)).ifPresent(PlainSchemaTest::assertAgreement);
        }
    }

    @Test
    void aFileWithEveryKeyNeedsNoValidator() {
        assertThat(SCHEMA.plain().accepts(root(GoodFile.text()).orElseThrow())).isTrue();
    }

    private static void assertAgreement(Mapping root) {
        assertThat(SCHEMA.plain().accepts(root))
                .as(root.toString())
                .isEqualTo(SCHEMA.errors(root).isEmpty());
    }

    private static Optional<Mapping> root(String text) {
        return BundleParser.parse(text) instanceof Parsed.Tree tree ? Optional.of(tree.root()) : Optional.empty();
    }

    static List<Path> texts() throws IOException, URISyntaxException {
        Path folder = Path.of(PlainSchemaTest.class.getResource("wrong").toURI());
        try (Stream<Path> wrong = Files.list(folder);
                Stream<Path> good = Files.list(folder.resolveSibling("good"))) {
            return Stream.concat(wrong, good)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
