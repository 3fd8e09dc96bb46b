// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/// Formats numbers for people. Programs use the JSON.
public final class Amount {
    /// Up to here every digit is shown.
    private static final long EXACT_BELOW = 1_000_000;

    private Amount() {}

    /// `33412`, `1.24M`.
    public static String count(long number) {
        return number < EXACT_BELOW ? Long.toString(number) : scaled(number);
    }

    /// `33412`, or `~33412` for an estimate.
    public static String count(long number, boolean estimated) {
        return (estimated ? "~" : "") + count(number);
    }

    /// `0.4`, `88`, `1.24M`: a rate per second, with its leading digits.
    public static String rate(double perSecond) {
        long whole = Math.round(perSecond);
        return perSecond == 0 || perSecond >= 10 ? count(whole) : String.format(Locale.ROOT, "%.1f", perSecond);
    }

    /// `480 B`, `12.3 kB`, `1.24 GB`; powers of 1,000, as in networking.
    public static String bytes(long number) {
        if (number < 1000) {
            return number + " B";
        }
        String scaled = scaled(number);
        int unit = scaled.length() - 1;
        return scaled.substring(0, unit) + " " + scaled.charAt(unit) + "B";
    }

    /// `33.3 %`, or `-` for a share of zero.
    public static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    /// The two largest units: `3d 2h`, `4m 11s`, `7s`.
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

    /// Three digits and the unit; 999.9 kB is 1.00 MB.
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
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
