// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.model.Outcome;
import dev.baro.dataplane.model.PacketModel;
import dev.baro.dataplane.model.Way;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The random frames reach the whole page, and the model makes valid packets of valid ones.
@Tag("model")
class RandomFramesTest {
    private static final int FRAMES = 40_000;
    private static final int MIN_SEEN = 20;

    @Test
    void takeEveryWayOutAndLeaveValid() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        RandomFrames frames = new RandomFrames(seed);
        PacketModel model = new PacketModel(Setups.UPLINKS);
        Map<Way, Integer> seen = new EnumMap<>(Way.class);

        for (int i = 0; i < FRAMES; i++) {
            RandomFrames.Next next = frames.next();
            Outcome outcome = model.treat(next.frame()).getFirst();
            model.happened(outcome);
            seen.merge(outcome.way(), 1, Integer::sum);
            assertThat(!next.valid() || leavesValid(outcome))
                    .as("-Dbaro.seed=%d: %s", seed, outcome)
                    .isTrue();
        }

        for (Way way : Setups.WAYS) {
            assertThat(seen)
                    .as("-Dbaro.seed=%d", seed)
                    .hasEntrySatisfying(way, count -> assertThat(count).isGreaterThan(MIN_SEEN));
        }
    }

    private static boolean leavesValid(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Untouched _, Outcome.Dropped _ -> true;
            case Outcome.Answered answered ->
                ValidOnTheWire.isValid(answered.frame().toArray());
            case Outcome.Sent sent -> ValidOnTheWire.isValid(sent.frame().toArray());
        };
    }
}
