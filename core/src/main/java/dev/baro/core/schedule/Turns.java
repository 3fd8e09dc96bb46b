// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.List;
import java.util.stream.IntStream;

/// The new sessions of each real server per round of [SlotChoice#NEXT], and the lead that a server may have.
///
/// @param weights the servers' weights in the order of the plan, as ratios in lowest terms;
///                0 takes no new sessions. Empty if only the ring decides
/// @param spread  the largest difference between two servers, in sessions of the heaviest one: 1 is exactly
///                even and stores half of the sessions; larger values store fewer
public record Turns(List<Integer> weights, int spread) {
    public static final int MAX_SPREAD = 1_000;

    /// Only the ring decides.
    public static final Turns NONE = new Turns(List.of(), 1);

    public Turns {
        int divisor = weights.stream().reduce(0, Turns::greatestCommonDivisor);
        weights = weights.stream().map(weight -> weight / Math.max(1, divisor)).toList();
        long members = weights.stream().filter(weight -> weight > 0).count();
        if (members > Ring.MAX_SLOTS) {
            throw new IllegalArgumentException(
                    members + " servers do not fit in a ring of " + Ring.MAX_SLOTS + " slots");
        }
        if (spread < 1 || spread > MAX_SPREAD) {
            throw new IllegalArgumentException("spread must be 1.." + MAX_SPREAD + " but is " + spread);
        }
    }

    /// Each server has as many turns as slots.
    public static Turns of(Ring ring, int servers) {
        int[] weights = new int[Math.max(servers, ring.highest() + 1)];
        for (int i = 0; i < ring.size(); i++) {
            weights[ring.slot(i)]++;
        }
        return new Turns(IntStream.of(weights).limit(servers).boxed().toList(), 1);
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
