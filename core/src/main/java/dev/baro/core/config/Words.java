// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Words for messages: the value found, shortened and escaped, and the value that the user probably meant.
public final class Words {
    private static final int MAX_FOUND = 60;

    private static final char DELETE = 0x7f;

    /// If there are more candidates than this, no suggestion for a typing error is made.
    private static final int MAX_KNOWN = 5_000;

    /// Long words allow fewer candidates, because a comparison takes quadratic time.
    private static final int MAX_STEPS = 500_000;

    /// The longest list of known words in a message. It has room for all top-level keys of a file.
    private static final int MOST_LISTED = 16;

    private Words() {}

    public static String quoted(String found) {
        return '"' + shortened(found) + '"';
    }

    /// @return the value on one line, in at most 60 characters
    public static String shortened(String found) {
        String line = isPlain(found) ? found : found.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= MAX_FOUND ? line : line.substring(0, MAX_FOUND - 1) + "…";
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) == DELETE) {
                return false;
            }
        }
        return true;
    }

    /// @return `did you mean "protocol"?`, or all known words if none is similar
    public static String suggestion(String found, Collection<String> known) {
        return nearest(found, known)
                .map(near -> "did you mean \"%s\"?".formatted(near))
                .orElseGet(() -> "known here: " + listed(known));
    }

    /// @return the known word that differs from the given word only by a few typing errors, a capital
    /// letter or an underscore
    public static Optional<String> nearest(String found, Collection<String> known) {
        if (found.length() > MAX_FOUND) {
            return Optional.empty();
        }
        String plain = found.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
        int tolerated = Math.max(1, plain.length() / 3);
        int steps = 1 + plain.length() * plain.length();
        return known.stream()
                .limit(Math.min(MAX_KNOWN, MAX_STEPS / steps))
                .filter(word -> Math.abs(word.length() - plain.length()) <= tolerated)
                .filter(word -> distance(plain, word.toLowerCase(Locale.ROOT)) <= tolerated)
                .min(Comparator.comparingInt(word -> distance(plain, word.toLowerCase(Locale.ROOT))));
    }

    /// @return the first sixteen words, separated by commas
    public static String listed(Collection<String> words) {
        String some = String.join(", ", words.stream().limit(MOST_LISTED).toList());
        return words.size() > MOST_LISTED ? some + " and %d more".formatted(words.size() - MOST_LISTED) : some;
    }

    /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
