// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import java.util.List;

/// The proofs of schedulers and sessions, with smaller numbers than `./baro lab run --scenario sessions` has.
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
                        "reloaded often",
                        "maglev servers change"));
    }
}
