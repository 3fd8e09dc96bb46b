// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.api.Headroom;
import dev.baro.core.api.Headroom.InterfaceLosses;
import dev.baro.core.api.RateList;
import dev.baro.core.api.RateList.Rates;
import dev.baro.core.api.RateList.VipRates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Shows rates in one table: now, over the last minute and at the peak, first for the balancer, then
/// for the busiest VIPs.
record RatesView(RateList list, Paint paint) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final double MUCH_PERCENT = 70;
    private static final double MOST_PERCENT = 90;

    private static final Comparator<Line> BUSIEST_FIRST = Comparator.comparingDouble(
                    (Line line) -> line.rates().minute().bits())
            .reversed();

    private record Line(String name, Rates rates) {}

    /// @param vip  the only VIP to show, with its real servers; empty for all VIPs
    /// @param most the maximum number of rows, not counting those of the balancer and the only VIP
    List<String> lines(String vip, int most) {
        Table table = table(vip.isEmpty() ? "VIP" : "SERVER");
        row(table, new Line("balancer", list.balancer()));
        List<Line> rows = new ArrayList<>();
        for (VipRates one : list.vips()) {
            Line line = new Line(one.name(), one.rates());
            if (vip.isEmpty()) {
                rows.add(line);
            } else {
                row(table, line);
                one.servers().forEach(server -> rows.add(new Line(server.name(), server.rates())));
            }
        }
        rows.stream().sorted(BUSIEST_FIRST).limit(most).forEach(line -> row(table, line));
        List<String> lines = new ArrayList<>(table.lines(paint));
        if (rows.size() > most) {
            lines.add((rows.size() - most) + " more, with less traffic: --all");
        }
        if (list.seconds() < HOUR.toSeconds()) {
            lines.add("Measured for " + Amount.duration(Duration.ofSeconds(list.seconds())) + ".");
        }
        if (vip.isEmpty()) {
            lines.add("");
            lines.addAll(headroom().lines(paint));
        }
        return lines;
    }

    /// A table of resources and their utilization. The busiest processor is listed first, because it
    /// reaches its limit first.
    private Table headroom() {
        Headroom headroom = list.headroom();
        Table table = new Table(Column.text("HEADROOM"), Column.number("USED"), Column.text("OF"));
        table.row(
                tone(headroom.busiestPercent()),
                "packets and timers, busiest processor",
                percent(headroom.busiestPercent()),
                "one processor, in the last minute");
        table.row(
                tone(headroom.softirqPercent()),
                "packets and timers, all processors",
                percent(headroom.softirqPercent()),
                headroom.processors() + (headroom.processors() == 1 ? " processor" : " processors")
                        + ", in the last minute");
        double filled = headroom.places() == 0 ? 0 : 100.0 * headroom.sessions() / headroom.places();
        table.row(
                tone(filled),
                "session table",
                percent(filled),
                Amount.count(headroom.places()) + " places, " + Amount.count(headroom.sessions()) + " sessions");
        for (InterfaceLosses each : headroom.interfaces()) {
            table.row(
                    each.missed() > 0 ? Tone.BAD : Tone.PLAIN,
                    "lost before Baro on " + each.name(),
                    Amount.count(each.missed() + each.dropped()),
                    "packets in the last minute: " + Amount.count(each.missed()) + " by the card, "
                            + Amount.count(each.dropped()) + " by the kernel");
        }
        return table;
    }

    private static String percent(double value) {
        return Amount.decimal(value, 1) + " %";
    }

    private static Tone tone(double percent) {
        return percent < MUCH_PERCENT ? Tone.PLAIN : percent < MOST_PERCENT ? Tone.DOUBTFUL : Tone.BAD;
    }

    private static Table table(String first) {
        return new Table(
                Column.text(first),
                Column.number("PACKETS/S"),
                Column.number("1 MIN"),
                Column.number("PEAK"),
                Column.number("BITS/S"),
                Column.number("1 MIN"),
                Column.number("PEAK"),
                Column.number("NEW/S"),
                Column.number("1 MIN"),
                Column.number("PEAK"));
    }

    private static void row(Table table, Line line) {
        Rates rates = line.rates();
        table.row(
                Tone.PLAIN,
                line.name(),
                Amount.rate(rates.now().packets()),
                Amount.rate(rates.minute().packets()),
                Amount.rate(rates.peak().packets()),
                Amount.rate(rates.now().bits()),
                Amount.rate(rates.minute().bits()),
                Amount.rate(rates.peak().bits()),
                Amount.rate(rates.now().sessions()),
                Amount.rate(rates.minute().sessions()),
                Amount.rate(rates.peak().sessions()));
    }
}
