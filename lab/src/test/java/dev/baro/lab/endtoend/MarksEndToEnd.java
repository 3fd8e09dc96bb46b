// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import java.util.List;
import org.junit.jupiter.api.Tag;

/// The group of proofs about marks on their way, once each. How soon a fault is noticed is judged by
/// `./baro lab run --scenario marks` on a machine that has nothing else to do.
@Tag("end-to-end")
class MarksEndToEnd extends ScenarioProofs {
    MarksEndToEnd() {
        super(
                "baroe2m-",
                List.of("--scenario", "marks", "--small", "--patience", "5"),
                List.of(
                        "bleached by the first router",
                        "bleached by the last router",
                        "changed by the first router",
                        "changed by the last router",
                        "dropped by the first router",
                        "dropped by the last router",
                        "no false alarm on a busy machine"));
    }
}
