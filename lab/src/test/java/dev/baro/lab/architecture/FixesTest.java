// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each fix that a doctor prints is typed by a test, or `fixes.txt` says why none types it.
class FixesTest {
    private static final Path TABLE =
            ClassFiles.ROOT.resolve("lab/src/test/resources/dev/baro/lab/architecture/fixes.txt");

    /// In Finding.java, they are declared.
    private static final Pattern CALL = Pattern.compile("\\.(fixedBy|advising)\\(");

    /// @param kind  typed, host or instruct
    /// @param where of the test, or the reason
    /// @param call  the module, the class and the call, as one text
    private record Row(String kind, String where, String call) {
        static Row of(String line) {
            String[] cells = line.split(" \\| ", 3);
            return new Row(cells[0], cells[1], cells[2]);
        }

        String test() {
            return where.substring(0, where.indexOf(' '));
        }

        String place() {
            return where.substring(where.indexOf(' ') + 1);
        }
    }

    @Test
    void everyFixIsInTheTableOnce() throws IOException {
        assertThat(calls()).hasSizeGreaterThan(80);
        assertThat(rows()).extracting(Row::call).containsExactlyInAnyOrderElementsOf(calls());
    }

    @Test
    void onlyACommandForTheWholeHostIsNotTyped() throws IOException {
        assertThat(rows())
                .allSatisfy(row -> assertThat(row.kind())
                        .as(row.call())
                        .isIn(
                                row.call().contains(" | fixedBy(")
                                        ? List.of("typed", "host")
                                        : List.of("typed", "instruct")));
        assertThat(rows()).filteredOn(row -> row.kind().equals("host")).hasSize(4);
    }

    @Test
    void theTestThatTypesItIsThere() throws IOException {
        List<Path> tests = Sources.endingWith(".java");
        for (Row row : rows()) {
            if (row.kind().equals("typed")) {
                String test = Files.readString(tests.stream()
                        .filter(file -> file.endsWith(row.test() + ".java"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no test " + row.test())));

                assertThat(isThere(row.place(), test)).as(row.toString()).isTrue();
            }
        }
    }

    /// A method, or the first cell of a row.
    private static boolean isThere(String place, String test) {
        return Stream.of(" void " + place + "(", "\"" + place + "\"", "\"" + place + ", ")
                .anyMatch(test::contains);
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Row::of)
                .toList();
    }

    /// The calls of every module's own sources, with blanks as in one line.
    private static List<String> calls() throws IOException {
        List<String> calls = new ArrayList<>();
        for (Path source : Sources.endingWith(".java")) {
            Path inside = ClassFiles.ROOT.relativize(source);
            if (inside.subpath(1, 3).equals(Path.of("src", "main"))) {
                String type = inside.getName(0) + " "
                        + inside.getFileName().toString().replace(".java", "");
                String text = Files.readString(source);
                CALL.matcher(text)
                        .results()
                        .map((MatchResult call) -> call.group(1) + "("
                                + arguments(text, call.end()).strip().replaceAll("\\s+", " ") + ")")
                        .forEach(call -> calls.add(type + " | " + call));
            }
        }
        return calls.stream().distinct().toList();
    }

    /// The text up to the bracket that closes the call.
    private static String arguments(String text, int begin) {
        int depth = 1;
        boolean quoted = false;
        int at = begin;
        while (depth > 0) {
            char character = text.charAt(at);
            if (character == '"') {
                quoted = !quoted;
            } else if (quoted && character == '\\') {
                at++;
            } else if (!quoted) {
                depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            }
            at++;
        }
        return text.substring(begin, at - 1);
    }
}
