// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The distribution of a figure over the rounds.
///
/// @param low  the lower quartile
/// @param high the upper quartile
public record Spread(double median, double min, double low, double high, double max) {

    /// @param values one or more
    public static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Spread(
                sorted[(last + 1) / 2], sorted[0], sorted[(last + 1) / 4], sorted[last * 3 / 4], sorted[last]);
    }

    /// The spread of the quotient of two figures, taken round by round.
    static Spread quotient(List<Double> dividends, List<Double> divisors) {
        return of(IntStream.range(0, dividends.size())
                .mapToObj(round -> dividends.get(round) / divisors.get(round))
                .toList());
    }

    /// The spread of a program's cost above the floor, taken round by round.
    static Spread net(List<Double> program, List<Double> floor) {
        return of(IntStream.range(0, floor.size())
                .mapToObj(round -> program.get(round) - floor.get(round))
                .toList());
    }

    /// The spread of the ratio of two programs' net figures, taken round by round.
    static Spread ratio(List<Double> program, List<Double> other, List<Double> floor) {
        return of(IntStream.range(0, floor.size())
                .mapToObj(round -> (program.get(round) - floor.get(round)) / (other.get(round) - floor.get(round)))
                .toList());
    }
}
