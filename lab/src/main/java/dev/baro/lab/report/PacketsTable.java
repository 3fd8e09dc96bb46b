// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import dev.baro.lab.bench.PacketResults;
import dev.baro.lab.bench.Scheduling;
import dev.baro.lab.bench.Spread;
import java.util.List;
import java.util.Locale;

/// The results of the part `packets` as a table for people.
public final class PacketsTable {
    private static final List<String> COLUMNS = List.of(
            PacketResults.REWRITE,
            PacketResults.REFERENCE,
            PacketResults.ACCESS,
            Scheduling.MAGLEV.program(),
            Scheduling.ROUND_ROBIN.program(),
            Scheduling.ROUND_ROBIN_SPREAD.program(),
            Scheduling.LEAST_CONNECTIONS.program());

    private PacketsTable() {}

    public static String of(PacketResults results) {
        StringBuilder text = new StringBuilder();
        text.append(
                "ns per packet beyond driver and bare XDP_TX; in parentheses the ratio to the reference (quartiles)\n");
        text.append("%-34s %11s %6s %8s %9s %10s  %-24s %-24s %-24s %-24s%n"
                .formatted(
                        "",
                        "flows",
                        "floor",
                        "rewrite",
                        "reference",
                        "one access",
                        Scheduling.MAGLEV.word(),
                        Scheduling.ROUND_ROBIN.word(),
                        Scheduling.ROUND_ROBIN_SPREAD.word(),
                        Scheduling.LEAST_CONNECTIONS.word()));
        results.rows().forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(PacketResults.Row row) {
        String flows = row.flows() == 0 ? "new" : String.format(Locale.ROOT, "%,d", row.flows());
        StringBuilder line = new StringBuilder();
        line.append("%-34s %11s %6s %8s %9s %10s"
                .formatted(
                        row.name(),
                        flows,
                        ns(row.floorNs()),
                        ns(row.netNs().get(COLUMNS.get(0))),
                        ns(row.netNs().get(COLUMNS.get(1))),
                        ns(row.netNs().get(COLUMNS.get(2)))));
        List<String> columns = row.netNs().containsKey("baro") ? List.of("baro") : COLUMNS.subList(3, COLUMNS.size());
        columns.forEach(column -> line.append("  %-23s".formatted(cell(row, column))));
        return line.toString().stripTrailing() + "\n";
    }

    private static String cell(PacketResults.Row row, String column) {
        String ns = ns(row.netNs().get(column));
        Spread ratio = row.ratios().get(column);
        return ratio == null
                ? ns
                : "%s (%s, %s-%s)".formatted(ns, two(ratio.median()), two(ratio.low()), two(ratio.high()));
    }

    private static String ns(@org.jspecify.annotations.Nullable Spread spread) {
        return spread == null ? "" : String.format(Locale.ROOT, "%.1f", spread.median());
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
