// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.List;
import java.util.stream.IntStream;

/// The number of new sessions that each real server gets in a round of [SlotChoice#NEXT], and how far one
/// server may get ahead of another.
///
/// @param weights the servers' weights in the order of the plan, as ratios in lowest terms; a server with 0
///                takes no new sessions. Empty if only the ring decides
/// @param spread  the largest difference between two servers, in sessions of the heaviest one: with 1, the
///                distribution is exactly even and half of the sessions are stored; with larger values,
///                fewer sessions are stored
public record Turns(List<Integer> weights, int spread) {
    public static final int MAX_SPREAD = 1_000;

    /// No turns: the ring alone determines the server.
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

    /// Turns that give each server as many turns as it has slots in the ring.
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
