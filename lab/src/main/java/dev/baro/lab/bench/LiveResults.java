// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The results of the part `live`.
public record LiveResults(int rounds, List<Row> rows) {
    public LiveResults {
        rows = List.copyOf(rows);
    }

    /// The result of one peer with a number of flows.
    ///
    /// @param ns    the time of one core for each frame, from the sender to the sink
    /// @param mpps  the rate on one core
    /// @param times the ratio of this peer's Mpps to each peer's, by round
    public record Row(String peer, int flows, Spread ns, Spread mpps, Map<String, Spread> times) {}

    /// @param ns the times of each round, by peer
    static List<Row> rows(int flows, Map<String, List<Double>> ns) {
        List<Row> rows = new ArrayList<>();
        ns.forEach((peer, values) -> {
            Map<String, Spread> times = new LinkedHashMap<>();
            ns.forEach((other, others) -> {
                if (!other.equals(peer)) {
                    times.put(other, Spread.quotient(others, values));
                }
            });
            Spread mpps = Spread.of(values.stream().map(each -> 1000 / each).toList());
            rows.add(new Row(peer, flows, Spread.of(values), mpps, times));
        });
        return rows;
    }

    public String text() {
        StringBuilder text = new StringBuilder("frames through sender, balancer and sink on one core\n");
        text.append("%-22s %10s %9s %7s  %-20s%n".formatted("", "flows", "ns/frame", "Mpps", "x bare XDP_TX"));
        for (Row row : rows) {
            Spread bare = row.times().get(LivePeer.BARE);
            String times = bare == null
                    ? ""
                    : String.format(Locale.ROOT, "%.3f (%.3f-%.3f)", bare.median(), bare.low(), bare.high());
            text.append(String.format(
                            Locale.ROOT,
                            "%-22s %,10d %9.1f %7.3f  %s",
                            row.peer(),
                            row.flows(),
                            row.ns().median(),
                            row.mpps().median(),
                            times)
                    .stripTrailing());
            text.append("\n");
        }
        rows.stream()
                .filter(row -> row.peer().equals(LivePeer.MAGLEV))
                .forEach(row -> row.times()
                        .forEach((other, times) -> text.append(String.format(
                                Locale.ROOT, "maglev, %,d flows: %.2f x %s%n", row.flows(), times.median(), other))));
        return text.toString();
    }

    /// Finds the row of a peer.
    public Row row(String peer, int flows) {
        return rows.stream()
                .filter(row -> row.peer().equals(peer) && row.flows() == flows)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Objects.toString(peer)));
    }
}
