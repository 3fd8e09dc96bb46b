// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.Locale;

/// The results of the part `pauses`, in microseconds.
///
/// @param sessions the number of sessions that the swept table held
/// @param without  the longest time between frames in each round, without that table
/// @param with     the longest time between frames in each round, while the table was swept
/// @param more     the increase from `without` to `with`, round by round
/// @param piece    the longest piece of the sweep in each round, as the kernel measured it
/// @param work     the longest piece, with the slowest 16-bucket interval of each piece left out
public record PauseResults(
        int rounds, int sessions, Spread without, Spread with, Spread more, Spread piece, Spread work) {
    public String text() {
        return "the longest time in which no frame came in, %d rounds%n".formatted(rounds)
                + line("without a sweep", without)
                + line("with the sweep of %,d sessions".formatted(sessions), with)
                + line("more with it, round by round", more)
                + line("longest piece of the sweep, in the kernel", piece)
                + line("without its longest interval of 16 buckets", work);
    }

    private static String line(String what, Spread us) {
        return String.format(
                Locale.ROOT,
                "%-44s %8.1f us (%.1f-%.1f; %.1f at the most)%n",
                what,
                us.median(),
                us.low(),
                us.high(),
                us.max());
    }
}
