// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/// Formats numbers for people. Programs use the JSON output.
public final class Amount {
    /// Numbers below this are shown with all their digits.
    private static final long EXACT_BELOW = 1_000_000;

    private Amount() {}

    /// Formats a count: `33412`, `1.24M`.
    public static String count(long number) {
        return number < EXACT_BELOW ? Long.toString(number) : scaled(number);
    }

    /// Formats a count: `33412`, or `~33412` for an estimate.
    public static String count(long number, boolean estimated) {
        return (estimated ? "~" : "") + count(number);
    }

    /// Formats a rate per second, with one decimal place below 10: `0.4`, `88`, `1.24M`.
    public static String rate(double perSecond) {
        long whole = Math.round(perSecond);
        return perSecond == 0 || perSecond >= 10 ? count(whole) : decimal(perSecond, 1);
    }

    /// Formats a number of bytes in powers of 1,000, as in networking: `480 B`, `12.3 kB`, `1.24 GB`.
    public static String bytes(long number) {
        if (number < 1000) {
            return number + " B";
        }
        String scaled = scaled(number);
        int unit = scaled.length() - 1;
        return scaled.substring(0, unit) + " " + scaled.charAt(unit) + "B";
    }

    /// Formats a share as `33.3 %`, or as `-` if the whole is zero.
    public static String share(long part, long whole) {
        return whole == 0 ? "-" : decimal(100.0 * part / whole, 1) + " %";
    }

    /// Formats a duration with its two largest units: `3d 2h`, `4m 11s`, `7s`.
    public static String duration(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + "d " + duration.toHoursPart() + "h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + "h " + duration.toMinutesPart() + "m";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + "m " + duration.toSecondsPart() + "s"
                : duration.toSeconds() + "s";
    }

    /// Formats a number with three digits and the unit; 999.9 kB becomes 1.00 MB.
    private static String scaled(long number) {
        double value = number;
        int unit = -1;
        while (value >= 1000 || rounded(value).equals("1000")) {
            value /= 1000;
            unit++;
        }
        return rounded(value) + "kMGTPE".charAt(unit);
    }

    private static String rounded(double value) {
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return decimal(value, decimals);
    }

    /// As `%.1f` in every locale: the formatter loads those of the JDK, which takes long.
    public static String decimal(double value, int decimals) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value)
                        .setScale(decimals, RoundingMode.HALF_UP)
                        .toPlainString()
                : Double.toString(value);
    }
}
