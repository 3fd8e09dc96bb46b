// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A text that is read after another one is read as if it came first. `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a
/// run, `-Dbaro.rounds=N` there makes it longer.
class YamlReaderTest {
    /// Lines that mean one thing alone and another among others.
    private static final List<String> LINES = List.of(
            "servers:",
            "vips:",
            "metrics: {listen: 127.0.0.1:9310}",
            "  web-1: {address: 10.1.0.1}",
            "  web-900: {address: 10.1.9.1, weight: 7}",
            "  web-901:",
            "    address: 10.1.9.2",
            "    weight: 9",
            "    state: drain",
            "    description: |",
            "    text: >-",
            "      web-5: {address: 10.1.0.5}",
            "  \"web-902\": {address: \"10.1.9.3\"}",
            "  web-903: {address: 10.1.9.4,",
            "    weight: 3}",
            "  web-904: &a {address: 10.1.9.5}",
            "  web-905: *a",
            "  web-906: !!map {address: 10.1.9.6}",
            "  <<: *a",
            "  ? web-907",
            "  ?",
            "  - x",
            "  x: {",
            "  x: \"",
            "  '",
            "  }",
            "foo: |",
            " foo: >",
            "  web-908: |",
            "  web-909: |1",
            "  web-910: {address: 10.1.9.8, weight: *w}",
            "  web-911: {address: '10.1.9.9', weight: &w 8}",
            "  : {address: 10.1.9.7}",
            "?",
            "  app-9: {address: 192.0.2.9, dscp: 9, servers: [web-1], ports: {http: {port: 80}}}",
            "      p90: {port: 90}",
            "      p91: {port: 91, protocol: udp}",
            "    session-sync: true",
            "    dscp: 10",
            "    servers: [web-1, web-2, web-3]",
            "    servers: [web-1,",
            "      web-2]",
            "      - web-3",
            "    ports: {}",
            "# a comment",
            "  # a comment of an item",
            "      # web-3: {address: 10.1.0.3}",
            "",
            "   ",
            "\t",
            "  \tx",
            "---",
            "...",
            "%YAML 1.2",
            "\"",
            "'",
            "{",
            "}",
            "]",
            "x",
            "  x",
            "\u2028",
            "\u0085");

    /// All that a VIP may say beside the least, some of which is noted or warned of.
    private static final List<String> KEYS_OF_VIPS = List.of(
            "    session-sync: true\n",
            "    slow-start: 30s\n    max-share: 150%\n",
            "    affinity: {timeout: 5m}\n",
            "    on-server-down: move\n",
            "    scheduler: maglev\n",
            "    need: 2\n",
            "    probe-through-dscp: false\n");

    private static final List<String> KEYS_OF_PORTS = List.of(
            "      u53: {port: 53, protocol: udp}\n",
            "      h81: {port: 81, check: {l7: {http: GET /x, expect: 200}}}\n",
            "      n1: {port: 1, check: none}\n");

    private static final List<String> FRAGMENTS = List.of(
            " ",
            "  ",
            "\t",
            ":",
            ": ",
            "#",
            " # ",
            "'",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            "&a ",
            "*a",
            "!t ",
            "|",
            ">",
            "- ",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "0",
            "1",
            "63",
            "web-1",
            "web-2",
            "한",
            "\uD83D\uDE00",
            "\uFEFF",
            "? ",
            "---\n");

    private static final int ROUNDS = Integer.getInteger("baro.rounds", 4_000);

    private final Random random;
    private final YamlReader reader = new YamlReader();

    YamlReaderTest() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of YamlReaderTest: " + seed);
        random = new Random(seed);
    }

    @Test
    void readsEachVersionAsIfItWereTheFirst() {
        String text = text();
        reader.read(text);
        for (int round = 0; round < ROUNDS; round++) {
            String next = round % 40 == 39 ? text() : edited(text);

            Reading<Config> reading = reader.read(next);

            assertThat(reading).as(text + "\n=== became ===\n" + next).isEqualTo(YamlFrontEnd.read(next));
            text = reading.config().isPresent() || random.nextInt(20) == 0 ? next : text;
        }
    }

    @Test
    void parsesChangesAsTheWholeIsParsed() {
        String text = text();
        Optional<YamlVersion> version = version(text);
        int inParts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String next = round % 40 == 39 ? text() : edited(text);

            Optional<YamlVersion> again =
                    version.flatMap(known -> known.edited(next)).map(YamlVersion.Edit::version);

            if (again.isPresent()) {
                inParts++;
                String as = text + "\n=== became ===\n" + next;
                assertThat(YamlParser.parse(next)).as(as).isInstanceOfSatisfying(Parsed.Tree.class, whole -> {
                    assertThat(written(again.get().root())).as(as).isEqualTo(written(whole.root()));
                    assertThat(again.get().nodes()).as(as).isEqualTo(whole.nodes());
                    assertThat(whole.problems()).as(as).isEmpty();
                });
            }
            Optional<YamlVersion> known = again.or(() -> version(next));
            version = known.isPresent() ? known : version;
            text = known.isPresent() ? next : text;
        }
        System.out.println("versions that were parsed in parts: " + inParts + " of " + ROUNDS);
        assertThat(inParts).isGreaterThan(ROUNDS / 8);
    }

    private static Optional<YamlVersion> version(String text) {
        return YamlParser.parse(text) instanceof Parsed.Tree tree ? YamlVersion.of(text, tree) : Optional.empty();
    }

    /// Every key and value with its place in the text. Where a collection of the file itself begins nothing tells.
    private static String written(YamlTree.Mapping root) {
        StringBuilder all = new StringBuilder();
        root.entries().values().forEach(head -> {
            write(head, 0, all);
            all.append('\n');
        });
        return all.toString();
    }

    private static void write(YamlTree.Entry entry, int shift, StringBuilder all) {
        int below = shift + entry.shift();
        all.append("\n%s %s: ".formatted(entry.at().below(below), entry.key()));
        write(entry.value(), below, all);
    }

    private static void write(YamlTree tree, int shift, StringBuilder all) {
        switch (tree) {
            case YamlTree.Scalar scalar -> all.append(scalar.below(shift));
            case YamlTree.Sequence list -> list.items().forEach(item -> write(item, shift, all.append("\n-")));
            case YamlTree.Mapping mapping -> mapping.entries().values().forEach(entry -> write(entry, shift, all));
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder("version: 1\n");
        List<String> parts = new ArrayList<>(List.of(servers(), vips()));
        if (random.nextBoolean()) {
            parts.add("# data centres\ndata-centres:\n  seoul: {prefixes: [10.1.0.0/16]}\n");
        }
        java.util.Collections.shuffle(parts, random);
        parts.forEach(text::append);
        return random.nextInt(10) == 0 ? text.toString().replace("\n", "\r\n") : text.toString();
    }

    private String servers() {
        StringBuilder text = new StringBuilder("servers:\n");
        for (int server = 1; server <= 2 + random.nextInt(12); server++) {
            text.append(
                    switch (random.nextInt(5)) {
                        case 0 ->
                            "  web-%d:\n    address: 10.1.0.%d\n    weight: %d\n".formatted(server, server, server);
                        case 2 -> "  'web-%d': {\"address\": '10.1.0.%d',\n    weight: 5}\n".formatted(server, server);
                        case 1 ->
                            "  # of rack %d\n  web-%d: {address: 10.1.0.%d}\n\n".formatted(server, server, server);
                        default -> "  web-%d: {address: 10.1.0.%d, weight: 5}\n".formatted(server, server);
                    });
        }
        if (random.nextInt(8) == 0) {
            text.append("  web-31: {address: 10.1.0.31, weight: &w 7}\n  web-32: {address: 10.1.0.32, weight: *w}\n");
        }
        return text.toString();
    }

    private String vips() {
        StringBuilder text = new StringBuilder("vips:\n");
        for (int vip = 1; vip <= 1 + random.nextInt(8); vip++) {
            text.append("  app-%d:\n    address: 192.0.2.%d\n    dscp: %d\n    servers: [web-1, web-2]\n    ports:\n"
                    .formatted(vip, vip, vip));
            for (int port = 80; port <= 80 + random.nextInt(4); port++) {
                text.append("      p%d: {port: %d}\n".formatted(port, port));
            }
            some(KEYS_OF_PORTS, text);
            some(KEYS_OF_VIPS, text);
        }
        return text.toString();
    }

    private void some(List<String> keys, StringBuilder text) {
        keys.stream().filter(_ -> random.nextInt(6) == 0).forEach(text::append);
    }

    private String edited(String text) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("(?<=\n)")));
        for (int times = 1 + random.nextInt(3); times > 0 && !lines.isEmpty(); times--) {
            edit(lines);
        }
        return String.join("", lines);
    }

    private void edit(List<String> lines) {
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        switch (random.nextInt(12)) {
            case 0 -> lines.add(at, one(LINES) + "\n");
            case 1 -> lines.set(at, one(LINES) + "\n");
            case 2 -> lines.remove(at);
            case 3 -> lines.add(random.nextInt(lines.size()), lines.remove(at));
            case 4 -> lines.add(random.nextInt(lines.size() + 1), line);
            case 5 -> lines.set(at, " ".repeat(1 + random.nextInt(2)) + line);
            case 6 -> lines.set(at, line.replaceFirst("^ {1,2}", ""));
            case 7 ->
                lines.subList(at, Math.min(lines.size(), at + random.nextInt(6)))
                        .clear();
            case 8 -> lines.add(random.nextBoolean() ? lines.size() : at, anItem());
            case 9 -> {
                int within = random.nextInt(line.length());
                lines.set(at, line.substring(0, within) + one(FRAGMENTS) + line.substring(within));
            }
            default -> lines.set(at, line.replaceAll("[0-9]+(?=\\D*$)", String.valueOf(1 + random.nextInt(70))));
        }
    }

    private String anItem() {
        int number = 20 + random.nextInt(60);
        return random.nextBoolean()
                ? "  web-%d: {address: 10.1.1.%d}\n".formatted(number, number)
                : "  web-%d:\n    address: 10.1.1.%d\n    weight: 1\n".formatted(number, number);
    }

    private String one(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }
}
