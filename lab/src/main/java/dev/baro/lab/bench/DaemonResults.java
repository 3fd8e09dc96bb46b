// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.Locale;

/// The cost of the daemon and of its command line, as separate processes, with many virtual services.
///
/// @param services   the number of virtual services, each with ten real servers
/// @param startMs    the time from the command to `ready`, with nothing in the kernel yet
/// @param adoptMs    the time from the command to `ready` after a kill, with everything still in the kernel
/// @param statusMs   the time of `baro status`
/// @param applyMs    the time of `baro apply` after a change of one weight
/// @param residentMb the memory of the daemon's process
public record DaemonResults(
        int services, Spread startMs, Spread adoptMs, Spread statusMs, Spread applyMs, long residentMb) {
    public String text() {
        return String.format(
                Locale.ROOT,
                """
                daemon with %,d virtual services x 10: ready after %.0f ms, after a kill %.0f ms, %,d MB resident
                baro status %.0f ms, baro apply of one change %.0f ms
                """,
                services,
                startMs.median(),
                adoptMs.median(),
                residentMb,
                statusMs.median(),
                applyMs.median());
    }
}
