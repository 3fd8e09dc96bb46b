// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// The answer to `POST /v1/peers/apply`: what became of the configuration on each balancer, this one first.
///
/// @param complete whether it is in force on every balancer that the configuration is for
public record AppliedAll(boolean complete, List<Outcome> balancers) {
    public AppliedAll {
        balancers = List.copyOf(balancers);
    }

    /// @param result   `applied`, `failed`, `unknown` where it may be in force, or `silent` where it was left out
    /// @param revision that the balancer runs now; 0 where that is not known
    /// @param text     why it is not in force there; empty where it is
    /// @param restart  what only a restart of that daemon brings, one sentence each
    public record Outcome(String balancer, String result, int revision, String text, List<String> restart) {
        public Outcome {
            restart = List.copyOf(restart);
        }

        public boolean applied() {
            return result.equals("applied");
        }
    }
}
