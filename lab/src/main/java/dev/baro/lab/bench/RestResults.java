// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The resources of an idle daemon, and its start time.
///
/// @param launcher    the measured `baro`
/// @param idleSeconds the time from `ready` until the daemon's memory is measured
/// @param startMs     the time from the command to `ready`, when packets are forwarded
/// @param verbCpuMs   the processor time of each verb, in the kernel and out of it, in the order of the rows
/// @param residentMb  the memory of the daemon's process (VmRSS), in units of a million bytes
public record RestResults(
        String launcher,
        int services,
        int servers,
        int rounds,
        long idleSeconds,
        Spread startMs,
        Map<String, Spread> verbCpuMs,
        Spread residentMb) {
    private static final double START_MS = 1500;
    private static final double VERB_CPU_MS = 300;
    private static final double RESIDENT_MB = 150;

    public boolean keepsItsBounds() {
        return startMs.median() <= START_MS
                && verbCpuMs.values().stream().allMatch(spread -> spread.median() <= VERB_CPU_MS)
                && residentMb.median() <= RESIDENT_MB;
    }

    public String text() {
        return "%s, %d virtual services x %d real servers, medians of %d\n"
                        .formatted(launcher, services, servers, rounds)
                + row("start to forwarding", "ms", startMs, START_MS)
                + verbCpuMs.entrySet().stream()
                        .map(verb -> row("CPU of baro " + verb.getKey(), "ms", verb.getValue(), VERB_CPU_MS))
                        .collect(Collectors.joining())
                + row("resident after " + idleSeconds + " s without traffic", "MB", residentMb, RESIDENT_MB);
    }

    private static String row(String what, String unit, Spread figure, double bound) {
        return String.format(
                Locale.ROOT,
                "%-36s %6.0f %s  (%.0f to %.0f)  %s %.0f %s%n",
                what,
                figure.median(),
                unit,
                figure.min(),
                figure.max(),
                figure.median() <= bound ? "within" : "ABOVE",
                bound,
                unit);
    }
}
