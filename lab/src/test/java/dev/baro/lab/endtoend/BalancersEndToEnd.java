// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import java.util.List;
import org.junit.jupiter.api.Tag;

/// Several balancers behind one router, with smaller numbers than `./baro lab run --scenario balancers` has.
@Tag("end-to-end")
class BalancersEndToEnd extends ScenarioProofs {
    BalancersEndToEnd() {
        super(
                "baroe2l-",
                List.of("--scenario", "balancers", "--small"),
                List.of(
                        "pair by three commands",
                        "two balancers added",
                        "balancer withdrawn",
                        "data centre drained",
                        "daemon killed",
                        "daemon paused 5 s",
                        "balancer killed",
                        "link cut",
                        "routing daemon stopped",
                        "partition healed",
                        "sessions kept, round-robin",
                        "sessions kept, round-robin, spread: 16",
                        "sessions kept, least-connections",
                        "sessions kept, round-robin, not copied",
                        "sessions kept, least-connections, not copied"));
    }
}
