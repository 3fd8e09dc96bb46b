// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.api.RateList;
import dev.baro.core.api.RateList.Rates;
import dev.baro.core.api.RateList.VipRates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Rates as one table: now, over the last minute and at the peak; the balancer first, then what gets most.
record RatesView(RateList list, Paint paint) {
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Comparator<Line> BUSIEST_FIRST = Comparator.comparingDouble(
                    (Line line) -> line.rates().minute().bits())
            .reversed();

    private record Line(String name, Rates rates) {}

    /// @param vip  the only one, to be shown with its real servers; empty: every one
    /// @param most rows beside those of the balancer and of the only VIP
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
        return lines;
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
