// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import java.util.Locale;

/// A performance goal of Baro.
///
/// @param most whether the limit is a maximum; otherwise it is a minimum
record Goal(String what, double measured, double limit, boolean most, String unit) {
    static Goal atMost(String what, double measured, double limit, String unit) {
        return new Goal(what, measured, limit, true, unit);
    }

    static Goal atLeast(String what, double measured, double limit, String unit) {
        return new Goal(what, measured, limit, false, unit);
    }

    boolean met() {
        return most ? measured <= limit : measured >= limit;
    }

    String wanted() {
        return (most ? "≤ " : "≥ ") + number(limit) + unit;
    }

    String reached() {
        return number(measured) + unit;
    }

    private static String number(double value) {
        if (value == Math.rint(value) || value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value < 1 ? "%.3f" : "%.2f", value);
    }
}
