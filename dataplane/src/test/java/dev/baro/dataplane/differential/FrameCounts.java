// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import java.util.EnumMap;
import java.util.Map;

/// How many frames of each class there were.
final class FrameCounts {
    private final Map<FrameClass, Integer> counts = new EnumMap<>(FrameClass.class);

    void add(FrameClass kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    Map<FrameClass, Integer> all() {
        return Map.copyOf(counts);
    }
}
