// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import dev.baro.lab.bench.ControlResults;
import java.util.Locale;

/// The results of the part `control` as a table for people.
public final class ControlTable {
    private ControlTable() {}

    public static String of(ControlResults results) {
        StringBuilder text = new StringBuilder();
        for (ControlResults.Applies applies : results.applies()) {
            String what = String.format(
                    Locale.ROOT, "%,d virtual services x 10, %s", applies.services(), applies.scheduler());
            text.append(line(what + ", cold", applies.cold()));
            text.append(line("one change among them", applies.change()));
            text.append(String.format(
                    Locale.ROOT, "%-50s %,d of %,d%n", "packets lost meanwhile", applies.lost(), applies.packets()));
        }
        ControlResults.Sessions sessions = results.sessions();
        text.append(String.format(
                Locale.ROOT,
                "%,d of %,d sessions in a table of %,d places (%,d MB), %,d opened a second by one core%n",
                sessions.held(),
                sessions.flows(),
                sessions.places(),
                sessions.tableMb(),
                sessions.perSecond()));
        text.append(String.format(
                Locale.ROOT,
                "sweep: %.1f ms each second, %.2f %% of one core; counting them by server and state: %,d ms%n",
                sessions.sweepNs() / 1e6,
                100 * sessions.sweepShare(),
                sessions.censusMs()));
        return text.toString();
    }

    private static String line(String what, ControlResults.Steps steps) {
        return String.format(
                Locale.ROOT,
                "%-50s %7.1f ms (read %.1f, plan %.1f, apply %.1f; worst %.1f)%n",
                what,
                steps.sum().median(),
                steps.read().median(),
                steps.plan().median(),
                steps.apply().median(),
                steps.sum().max());
    }
}
