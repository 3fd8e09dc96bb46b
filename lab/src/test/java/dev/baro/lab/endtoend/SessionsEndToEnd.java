// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import java.util.List;
import org.junit.jupiter.api.Tag;

/// The proofs of schedulers and sessions, with smaller numbers than `./baro lab run --scenario sessions` has.
@Tag("end-to-end")
class SessionsEndToEnd extends ScenarioProofs {
    SessionsEndToEnd() {
        super(
                "baroe2s-",
                List.of("--scenario", "sessions", "--small"),
                List.of(
                        "round robin even",
                        "weights exact",
                        "drain under connections",
                        "control: load alone",
                        "daemon killed often",
                        "program swapped",
                        "packets traced",
                        "reloaded often",
                        "rolled back often",
                        "maglev servers change"));
    }
}
