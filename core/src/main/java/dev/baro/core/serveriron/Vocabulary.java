// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The valid words at one position of a line. A word may be shortened as on the device, to a prefix that is
/// unique among the known words, or at least among the mapped ones.
final class Vocabulary {
    /// A single letter is more likely a typing error than a word.
    private static final int SHORTEST = 2;

    /// `server WORD …`; the longer forms come from older releases.
    static final Vocabulary GLOBAL = new Vocabulary(
            words("""
                    port real remote-name virtual predictor reset-message ping-interval ping-retries
                    periodic-arp-interval tcp-age udp-age sticky-age session-limit session-asm-limit slow-start
                    """),
            Unmapped.GLOBAL.words(),
            Map.of(
                    "real-name", "real",
                    "real-name-or-ip", "real",
                    "remote", "remote-name",
                    "virtual-name", "virtual",
                    "virtual-name-or-ip", "virtual"),
            SHORTEST);

    /// Below `server port`.
    static final Vocabulary PROFILE = of(Unmapped.PROFILE, """
            session-sync tcp udp bringup-retries no-fast-bringup fast-bringup l4-check-only slow-start disable
            """);

    /// `tcp WORD …` of a port profile.
    static final Vocabulary TIMING = new Vocabulary(words("keepalive"), List.of(), Map.of(), SHORTEST);

    /// Below `server real` and `server remote-name`.
    static final Vocabulary REAL = of(Unmapped.REAL, "port weight disable slow-start");

    /// `port PORT WORD …` of a real server.
    static final Vocabulary REAL_PORT = of(Unmapped.REAL_PORT, """
            url status-code status_code addr_query addr-query zone keepalive no-health-check disable l4-check-only
            healthck use-port-policy slow-start
            """);

    /// Below `server virtual`.
    static final Vocabulary VIRTUAL = of(Unmapped.VIRTUAL, "tos-marking predictor port bind disable slow-start");

    /// `port PORT WORD …` of a virtual server.
    static final Vocabulary VIRTUAL_PORT =
            of(Unmapped.VIRTUAL_PORT, "disable dsr minimum-servers sticky concurrent reset-on-port-fail persist-hash");

    /// The first words of lines that do not begin a server's block.
    static final Vocabulary OUTSIDE =
            new Vocabulary(words("server exit end quit"), DeviceLines.words(), Map.of(), DeviceLines.SHORTEST);

    /// The canonical word for each known form of a word.
    private final NavigableMap<String, String> canonical = new TreeMap<>();
    /// The words that have a mapping, which take precedence over the others.
    private final Set<String> taken;

    private final int shortest;

    private Vocabulary(Collection<String> taken, Collection<String> others, Map<String, String> aliases, int shortest) {
        this.taken = Set.copyOf(taken);
        this.shortest = shortest;
        Stream.concat(taken.stream(), others.stream()).forEach(word -> canonical.put(word, word));
        canonical.putAll(aliases);
    }

    private static Vocabulary of(Unmapped unmapped, String words) {
        return new Vocabulary(words(words), unmapped.words(), Map.of(), SHORTEST);
    }

    boolean has(String word) {
        return canonical.containsKey(word.toLowerCase(Locale.ROOT));
    }

    /// Whether the word is a form of a known word or a prefix of one.
    boolean mayMean(String word) {
        return !meanings(word).isEmpty();
    }

    /// @return the line with the word at `index` expanded; unchanged if the word is unknown. An
    /// ambiguous word is reported
    Line written(Line line, int index, Problems problems) {
        if (index >= line.size()) {
            return line;
        }
        Word word = line.word(index);
        SortedSet<String> meanings = meanings(word.text());
        if (meanings.size() > 1) {
            problems.error(
                    word,
                    "\"%s\" may be %s"
                            .formatted(word.text(), meanings.stream().limit(6).collect(Collectors.joining(", "))),
                    "write more letters of the word");
        }
        return meanings.isEmpty() ? line : line.with(index, meanings.first());
    }

    private SortedSet<String> meanings(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        String exact = canonical.get(word);
        if (exact != null) {
            return new TreeSet<>(List.of(exact));
        }
        if (word.length() < shortest) {
            return new TreeSet<>();
        }
        SortedSet<String> all =
                new TreeSet<>(canonical.subMap(word, word + Character.MAX_VALUE).values());
        SortedSet<String> first = new TreeSet<>(all);
        first.retainAll(taken);
        return first.size() == 1 ? first : all;
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.strip().split("\\s+", -1));
    }
}
