// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import dev.baro.lab.bench.ConnectionsResults;
import dev.baro.lab.bench.LivePeer;
import dev.baro.lab.bench.LiveResults;
import dev.baro.lab.bench.PacketResults;
import dev.baro.lab.bench.Scheduling;
import dev.baro.lab.bench.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The pictures of the performance page.
final class Charts {
    private static final List<String> SCHEDULERS =
            Stream.of(Scheduling.values()).map(Scheduling::word).toList();

    private Charts() {}

    /// The cost of established TCP packets by the number of flows.
    static BarChart flows(PacketResults results) {
        List<String> programs = List.of(
                PacketResults.REFERENCE,
                Scheduling.MAGLEV.program(),
                Scheduling.ROUND_ROBIN.program(),
                Scheduling.ROUND_ROBIN_SPREAD.program());
        List<BarChart.Group> groups = results.rows().stream()
                .filter(row -> row.name().equals("established TCP"))
                .sorted(java.util.Comparator.comparingInt(PacketResults.Row::flows))
                .map(row -> new BarChart.Group(
                        Numbers.flows(row.flows()) + " flows",
                        programs.stream().map(row::netNs).toList()))
                .toList();
        return new BarChart("Nanoseconds per packet, established TCP", programs, groups, " ns", 0);
    }

    /// The ratio to the reference, for every scenario that the reference also supports.
    static BarChart ratios(PacketResults results) {
        List<BarChart.Group> groups = results.rows().stream()
                .filter(row -> row.ratios().size() == SCHEDULERS.size())
                .map(row -> new BarChart.Group(label(row), ratios(row)))
                .toList();
        return new BarChart(
                "Cost of a packet as a share of the reference's, which is the line", SCHEDULERS, groups, "", 1);
    }

    private static List<Spread> ratios(PacketResults.Row row) {
        return SCHEDULERS.stream()
                .map(name -> Objects.requireNonNull(row.ratios().get("baro " + name)))
                .toList();
    }

    private static String label(PacketResults.Row row) {
        return row.flows() == 0 ? row.name() : row.name() + ", " + Numbers.flows(row.flows());
    }

    static BarChart live(LiveResults results) {
        List<Integer> flows =
                results.rows().stream().map(LiveResults.Row::flows).distinct().toList();
        List<BarChart.Group> groups = new ArrayList<>();
        for (LivePeer peer : LivePeer.ALL) {
            Stream<LiveResults.Row> rows =
                    results.rows().stream().filter(row -> row.peer().equals(peer.name()));
            groups.add(new BarChart.Group(
                    peer.name(), rows.map(LiveResults.Row::mpps).toList()));
        }
        return new BarChart(
                "Million frames a second through sender, balancer and sink on one core",
                flows.stream().map(count -> Numbers.flows(count) + " flows").toList(),
                groups,
                "",
                0);
    }

    static BarChart download(ConnectionsResults results) {
        List<BarChart.Group> groups = results.rows().stream()
                .map(row -> new BarChart.Group(row.way(), List.of(row.gbitPerSecond())))
                .toList();
        return new BarChart("Download of 100 MB, everything on the same cores", List.of("Gbit/s"), groups, "", 0);
    }
}
