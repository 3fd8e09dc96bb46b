// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The values that an allocation may use.
///
/// @param values the values, the best first
record CandidateDscps(List<CodePoint> values) {
    /// This exceeds the number of VIPs in any plan, so that one value of a worse rank costs more than
    /// better-ranked values for all VIPs.
    private static final long STEP = 1_000_000;

    CandidateDscps {
        values = List.copyOf(values);
    }

    /// @param allowed reserved values that may be used anyway
    static CandidateDscps of(Set<Integer> allowed) {
        return new CandidateDscps(CodePoint.byPreference().stream()
                .filter(point -> point.rank() != Preference.RESERVED || allowed.contains(point.value()))
                .toList());
    }

    int size() {
        return values.size();
    }

    /// @return the index of the value, or [Colouring#NONE]
    int index(int value) {
        return IntStream.range(0, values.size())
                .filter(i -> values.get(i).value() == value)
                .findFirst()
                .orElse(Colouring.NONE);
    }

    /// The cost of the value with this index for one VIP. A worse rank outweighs any number of better ones.
    long cost(int index) {
        return switch (values.get(index).rank()) {
            case LOCAL -> 0;
            case STANDARD -> 1;
            case FOLD_TARGET -> STEP;
            case IN_USE, RESERVED -> STEP * STEP;
        };
    }
}
