// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import dev.baro.core.model.SlowStart;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The shares of a ring with ramping servers. Each server has as many tenths of its weight as its step allows,
/// and a part of the ring that gives it no more new sessions than its cap allows.
public final class RampedShares {
    /// A cap leads to shares that are not ratios of small numbers; a cycle with this number of slots
    /// approximates them well enough.
    private static final int CUT_SLOTS = 2_000;

    /// @param weight 1 or more
    /// @param step 1..[SlowStart#STEPS]
    public record Server(String name, int weight, int step) {
        boolean ramps() {
            return step < SlowStart.STEPS;
        }
    }

    private RampedShares() {}

    /// @return one share for each server, in order; plain weights if no server ramps
    public static List<Share> of(List<Server> servers, SlotChoice choice, SlowStart slowStart) {
        double[] stepped =
                servers.stream().mapToDouble(s -> s.weight() * s.step()).toArray();
        if (servers.stream().noneMatch(Server::ramps)) {
            return shares(servers, stepped);
        }
        double[] parts = overSum(stepped);
        double[] limits = limits(servers, choice, slowStart.maxSharePercent() / 100.0);
        boolean cut = IntStream.range(0, parts.length).anyMatch(i -> parts[i] > limits[i]);
        return shares(servers, cut ? scaled(cutTo(limits, parts)) : stepped);
    }

    /// The maximum part of the ring for each server. A slot is one new session, except with two choices, where
    /// an empty server wins both: a part `s` of the ring then gets `1 - (1 - s)²` of the new sessions.
    private static double[] limits(List<Server> servers, SlotChoice choice, double cap) {
        double[] fair = overSum(servers.stream().mapToDouble(Server::weight).toArray());
        return IntStream.range(0, fair.length)
                .mapToDouble(i -> {
                    double most = Math.min(1, cap * fair[i]);
                    boolean winsTwice =
                            choice == SlotChoice.TWO_CHOICES && servers.get(i).ramps();
                    return winsTwice ? 1 - Math.sqrt(1 - most) : most;
                })
                .toArray();
    }

    /// Cuts shares above their limit and distributes the excess to the shares below theirs, until no share is
    /// above its limit or none is below.
    private static double[] cutTo(double[] limits, double[] wanted) {
        double[] parts = wanted.clone();
        for (int round = 0; round < parts.length; round++) {
            double full = 0;
            double below = 0;
            for (int i = 0; i < parts.length; i++) {
                parts[i] = Math.min(parts[i], limits[i]);
                full += parts[i] >= limits[i] ? parts[i] : 0;
                below += parts[i] >= limits[i] ? 0 : parts[i];
            }
            if (below == 0 || full + below >= 1 - 1e-9) {
                return parts;
            }
            for (int i = 0; i < parts.length; i++) {
                parts[i] *= parts[i] >= limits[i] ? 1 : (1 - full) / below;
            }
        }
        return parts;
    }

    private static double[] overSum(double[] values) {
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(value -> value / sum).toArray();
    }

    private static double[] scaled(double[] parts) {
        return Arrays.stream(overSum(parts)).map(part -> part * CUT_SLOTS).toArray();
    }

    private static List<Share> shares(List<Server> servers, double[] weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new Share(servers.get(i).name(), Math.max(1, (int) Math.round(weights[i]))))
                .toList();
    }
}
