// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.List;
import java.util.Locale;

/// The results of the part `connections`.
public record ConnectionsResults(int rounds, List<Row> rows) {
    public ConnectionsResults {
        rows = List.copyOf(rows);
    }

    /// One path from the client to the servers.
    ///
    /// @param perSecond     the number of connections per second, each of which transfers one kibibyte
    /// @param cpuMs         the CPU time of the whole machine per thousand connections, in milliseconds
    /// @param packets       the packets through the balancer for each connection, in both directions
    /// @param gbitPerSecond the rate of a download of 100 MB
    /// @param cpuSeconds    the CPU time of the whole machine per gigabyte, in seconds
    /// @param carried       the bytes that the balancer received for the download, as a share
    ///                      of the delivered bytes
    public record Row(
            String way,
            Spread perSecond,
            Spread cpuMs,
            Spread packets,
            Spread gbitPerSecond,
            Spread cpuSeconds,
            Spread carried) {}

    /// The results of one path in one round: the fields of [Row], each as a single figure.
    public record Sample(
            double perSecond, double cpuMs, double packets, double gbitPerSecond, double cpuSeconds, double carried) {}

    public static Row row(String way, List<Sample> samples) {
        return new Row(
                way,
                Spread.of(samples.stream().map(Sample::perSecond).toList()),
                Spread.of(samples.stream().map(Sample::cpuMs).toList()),
                Spread.of(samples.stream().map(Sample::packets).toList()),
                Spread.of(samples.stream().map(Sample::gbitPerSecond).toList()),
                Spread.of(samples.stream().map(Sample::cpuSeconds).toList()),
                Spread.of(samples.stream().map(Sample::carried).toList()));
    }

    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                "%-22s %8s %14s %13s %9s %10s %18s%n",
                "", "conn/s", "CPU ms/1,000", "packets/conn", "Gbit/s", "CPU s/GB", "bytes carried, %"));
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-22s %,8.0f %14.0f %13.1f %9.2f %10.2f %18.3f%n",
                    row.way(),
                    row.perSecond().median(),
                    row.cpuMs().median(),
                    row.packets().median(),
                    row.gbitPerSecond().median(),
                    row.cpuSeconds().median(),
                    100 * row.carried().median()));
        }
        return text.toString();
    }
}
