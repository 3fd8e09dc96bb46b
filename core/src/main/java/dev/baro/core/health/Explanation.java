// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// What a marked probe and an unmarked one to the server's own address gave at about the same time.
///
/// @param unmarked at the same layer and port; [Reply#EXPECTED] when the real address answers
/// @param path     what routers told of the mark, nearest first; empty where none answers
public record Explanation(ProbeResult marked, ProbeResult unmarked, List<HopSeen> path) {
    public Explanation {
        path = List.copyOf(path);
    }

    /// @return [Verdict#UNKNOWN] when the two decide nothing
    public Verdict verdict() {
        return VerdictTable.of(marked.target().layer(), marked.reply(), unmarked.reply());
    }
}
