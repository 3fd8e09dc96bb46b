// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.Locale;

/// How figures are written.
public final class Numbers {
    private Numbers() {}

    public static String flows(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    public static String one(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    public static String two(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }

    /// Median and quartiles.
    public static String spread(Spread spread) {
        return two(spread.median()) + " (" + two(spread.low()) + "–" + two(spread.high()) + ")";
    }

    public static String whole(Spread spread) {
        return String.format(Locale.ROOT, "%,.0f (%,.0f–%,.0f)", spread.median(), spread.low(), spread.high());
    }
}
