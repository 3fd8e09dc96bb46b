// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.ObjectMapper;

/// What a run of the packet bench measured.
///
/// @param packets per round and program
public record BenchReport(int rounds, int packets, List<Scenario> scenarios) {
    public BenchReport {
        scenarios = List.copyOf(scenarios);
    }

    /// @param bareNs   per packet of `return XDP_TX`, the driver's own work included; median over the rounds
    /// @param baroNs   per packet of Baro, likewise
    /// @param netNs    what Baro takes beyond the bare program, round by round; median
    /// @param ratio    baro / bare, round by round; median
    /// @param ratioMin of all rounds
    /// @param ratioMax of all rounds
    public record Scenario(
            String name, int bareNs, int baroNs, int netNs, double ratio, double ratioMin, double ratioMax) {
        static Scenario of(String name, List<Integer> bare, List<Integer> baro) {
            List<Double> ratios = new java.util.ArrayList<>();
            List<Integer> nets = new java.util.ArrayList<>();
            for (int i = 0; i < bare.size(); i++) {
                ratios.add((double) baro.get(i) / bare.get(i));
                nets.add(baro.get(i) - bare.get(i));
            }
            List<Double> sorted = ratios.stream().sorted().toList();
            return new Scenario(
                    name,
                    median(bare),
                    median(baro),
                    median(nets),
                    median(ratios),
                    sorted.getFirst(),
                    sorted.getLast());
        }

        private static <T extends Comparable<T>> T median(List<T> values) {
            return values.stream().sorted().toList().get(values.size() / 2);
        }
    }

    public String text(boolean json) {
        return json ? new ObjectMapper().writeValueAsString(this) + "\n" : table();
    }

    private String table() {
        StringBuilder text = new StringBuilder();
        text.append("nanoseconds per packet, BPF_PROG_TEST_RUN, medians of %d rounds of %,d packets on one CPU%n"
                .formatted(rounds, packets));
        text.append("scenario                    bare XDP_TX    baro     net   ratio  (min-max)%n".formatted());
        for (Scenario s : scenarios) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-26s %9d ns %4d ns %4d ns   %5.2f  (%.2f-%.2f)%n",
                    s.name(),
                    s.bareNs(),
                    s.baroNs(),
                    s.netNs(),
                    s.ratio(),
                    s.ratioMin(),
                    s.ratioMax()));
        }
        return text.toString();
    }
}
