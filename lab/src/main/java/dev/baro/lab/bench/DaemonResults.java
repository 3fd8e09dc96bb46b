// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.Locale;

/// The cost of the daemon and its command line, as processes, with many virtual services.
///
/// @param services   virtual services, each with ten real servers
/// @param startMs    the time from the command to `ready`, nothing in the kernel yet
/// @param adoptMs    the same after a kill, with everything still in the kernel
/// @param statusMs   `baro status`
/// @param applyMs    `baro apply` after a change of one weight
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
