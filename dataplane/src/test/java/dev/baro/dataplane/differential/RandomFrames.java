// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import java.util.Map;
import java.util.Random;

/// Well-formed frames and damaged ones in turn.
public final class RandomFrames {
    private static final int DAMAGED_ONE_IN = 3;

    /// @param valid whether all its checksums are right
    @SuppressWarnings("ArrayRecordComponent")
    public // never compared
    record Next(byte[] frame, boolean valid) {}

    private final PacketGenerator generator;
    private final Mutator mutator;
    private final Random random;

    public RandomFrames(long seed) {
        generator = new PacketGenerator(seed);
        mutator = new Mutator(seed);
        random = new Random(seed);
    }

    /// How many of each class the well-formed frames were, those included that were damaged then.
    Map<FrameClass, Integer> counts() {
        return generator.counts();
    }

    public Next next() {
        byte[] frame = generator.next().bytes();
        return random.nextInt(DAMAGED_ONE_IN) == 0 ? new Next(mutator.damaged(frame), false) : new Next(frame, true);
    }
}
