// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import dev.baro.lab.bench.Spread;
import java.util.Locale;

/// Formats figures for the reports.
final class Numbers {
    private Numbers() {}

    static String flows(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String one(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    static String two(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }

    /// Median and quartiles.
    static String spread(Spread spread) {
        return two(spread.median()) + " (" + two(spread.low()) + "–" + two(spread.high()) + ")";
    }

    static String whole(Spread spread) {
        return String.format(Locale.ROOT, "%,.0f (%,.0f–%,.0f)", spread.median(), spread.low(), spread.high());
    }
}
