// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// The response to `POST /v1/peers/apply`: the result on each balancer, this one first.
///
/// @param complete whether it is in force on every balancer of the configuration
public record AppliedAll(boolean complete, List<Outcome> balancers) {
    public AppliedAll {
        balancers = List.copyOf(balancers);
    }

    /// @param result   `applied`, `failed`, `unknown` if it may be in force, or `silent` if the
    ///                 balancer was left out
    /// @param revision the revision that the balancer runs now; 0 if unknown
    /// @param text     the reason why it is not in force there; empty if it is
    /// @param restart  the settings that need a restart of that daemon, one sentence each
    public record Outcome(String balancer, String result, int revision, String text, List<String> restart) {
        public Outcome {
            restart = List.copyOf(restart);
        }

        public boolean applied() {
            return result.equals("applied");
        }
    }
}
