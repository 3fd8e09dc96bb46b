// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The results of the part `packets`.
///
/// @param packets the number of packets for each program in each round
public record PacketResults(int rounds, int packets, List<Row> rows) {
    static final String BARE = "bare XDP_TX";
    public static final String REWRITE = "rewrite only";
    public static final String REFERENCE = "reference";
    public static final String ACCESS = "one access";

    public PacketResults {
        rows = List.copyOf(rows);
    }

    /// Finds the row of a scenario.
    ///
    /// @param flows the number of flows; 0 if each packet is a new one
    public Optional<Row> row(String name, int flows) {
        return rows.stream()
                .filter(row -> row.name().equals(name) && row.flows() == flows)
                .findFirst();
    }

    /// One scenario.
    ///
    /// @param flows      the number of flows; 0 if each packet is a new one
    /// @param tableFlows the number of flows for which the tables were sized
    /// @param floorNs    the time of the driver with a bare XDP_TX
    /// @param netNs      the time above the floor, by program
    /// @param ratios     the ratio to the reference, both above the floor, by program
    public record Row(
            String name,
            int flows,
            int tableFlows,
            Spread floorNs,
            Map<String, Spread> netNs,
            Map<String, Spread> ratios) {

        /// The cost of a program above the floor.
        public Spread netNs(String program) {
            return Objects.requireNonNull(netNs.get(program), program);
        }

        /// @param rounds the gross nanoseconds of each round, by program; the
        /// first program is [PacketResults#BARE]
        static Row of(PacketScenarios.Scenario scenario, int tableFlows, Map<String, List<Double>> rounds) {
            List<Double> floor = rounds.getOrDefault(BARE, List.of());
            List<Double> reference = rounds.getOrDefault(REFERENCE, List.of());
            Map<String, Spread> netNs = new LinkedHashMap<>();
            Map<String, Spread> ratios = new LinkedHashMap<>();
            rounds.forEach((program, values) -> {
                if (!program.equals(BARE)) {
                    netNs.put(program, Spread.net(values, floor));
                }
                if (program.startsWith("baro") && !reference.isEmpty()) {
                    ratios.put(program, Spread.ratio(values, reference, floor));
                }
            });
            Traffic traffic = scenario.traffic();
            int flows = traffic.isNewFlowEachPacket() ? 0 : traffic.flows();
            return new Row(scenario.name(), flows, tableFlows, Spread.of(floor), netNs, ratios);
        }
    }
}
