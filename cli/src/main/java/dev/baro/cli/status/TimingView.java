// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.terminal.Amount;
import dev.baro.core.api.Timing;
import java.util.Locale;

/// Shows the processing cost of a packet on one line.
final class TimingView {
    private TimingView() {}

    static String line(Timing timing) {
        return timing.packetsPerSecond() == 0
                ? "TIMING  no packet arrived on the attached interfaces in that second"
                : String.format(
                        Locale.ROOT,
                        "TIMING  %.0f ns per packet, at %s packets per second: %.1f %% of one processor",
                        timing.nsPerPacket(),
                        Amount.rate(timing.packetsPerSecond()),
                        timing.cpuPercent());
    }
}
