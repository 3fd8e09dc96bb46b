// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.yaml.SchemaPaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said of a line that is lost names a key of the schema, so that a sentence cannot outlive what it says.
class UnmappedTest {
    private static final Pattern IN_BRACKETS = Pattern.compile("\\(([^)]*)\\)");
    private static final Pattern DOTTED = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");

    @ParameterizedTest
    @MethodSource("sentences")
    void namesAKeyOfTheSchema(String sentence) throws IOException {
        Set<String> known = SchemaPaths.read().keySet();

        List<String> named = new ArrayList<>();
        Stream.of(IN_BRACKETS.matcher(sentence), DOTTED.matcher(sentence))
                .flatMap(Matcher::results)
                .forEach(found -> named.add(found.group().replaceAll("[()]", "")));

        assertThat(named).isNotEmpty().allSatisfy(key -> assertThat(known).contains(key));
    }

    static Stream<String> sentences() {
        return Stream.of(
                        Unmapped.GLOBAL,
                        Unmapped.PROFILE,
                        Unmapped.REAL,
                        Unmapped.REAL_PORT,
                        Unmapped.VIRTUAL,
                        Unmapped.VIRTUAL_PORT)
                .map(Unmapped::sentences)
                .flatMap(Collection::stream)
                .distinct();
    }
}
