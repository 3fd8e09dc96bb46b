// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.Arrays;
import java.util.List;

/// A cycle in which every server has slots in proportion to its weight (divided by the greatest common
/// divisor), spread as evenly as possible.
final class WeightedCycle {
    private WeightedCycle() {}

    /// The length of the cycle in slots.
    static int slots(List<Share> wanted) {
        return Arrays.stream(shares(wanted)).sum();
    }

    /// Smooth interleaving: each step credits every server with its weight, and the server with the most credit
    /// gets the slot, for which it pays the sum of all weights.
    static Ring of(List<Share> wanted) {
        int[] shares = shares(wanted);
        int cycle = Arrays.stream(shares).sum();
        int[] credit = new int[shares.length];
        int[] slots = new int[cycle];
        for (int i = 0; i < cycle; i++) {
            slots[i] = richest(credit, shares);
            credit[slots[i]] -= cycle;
        }
        return new Ring(slots);
    }

    private static int richest(int[] credit, int[] shares) {
        int best = 0;
        for (int i = 0; i < credit.length; i++) {
            credit[i] += shares[i];
            if (credit[i] > credit[best]) {
                best = i;
            }
        }
        return best;
    }

    /// The weights, divided by their greatest common divisor. While the cycle is longer than a ring, all
    /// weights are halved, but never below 1.
    private static int[] shares(List<Share> wanted) {
        if (wanted.size() > Ring.MAX_SLOTS) {
            throw new IllegalArgumentException(
                    wanted.size() + " servers do not fit in a ring of " + Ring.MAX_SLOTS + " slots");
        }
        int divisor = wanted.stream().mapToInt(Share::weight).reduce(0, WeightedCycle::greatestCommonDivisor);
        int[] shares = wanted.stream()
                .mapToInt(share -> share.weight() / Math.max(1, divisor))
                .toArray();
        while (Arrays.stream(shares).sum() > Ring.MAX_SLOTS) {
            Arrays.setAll(shares, i -> Math.max(1, shares[i] / 2));
        }
        return shares;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
