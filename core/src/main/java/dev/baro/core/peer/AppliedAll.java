// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// The response to `POST /v1/peers/apply`: the result on each balancer, this one first.
///
/// @param complete whether the configuration is in force on every balancer listed in it
public record AppliedAll(boolean complete, List<Outcome> balancers) {
    public AppliedAll {
        balancers = List.copyOf(balancers);
    }

    /// @param result   `applied`, `failed`, `unknown` if the configuration may be in force, or `silent` if the
    ///                 balancer did not answer and was left out
    /// @param revision the revision that the balancer now runs; 0 if unknown
    /// @param text     the reason why the configuration is not in force there; empty if it is
    /// @param restart  the settings for which that daemon must be restarted, one sentence each
    public record Outcome(String balancer, String result, int revision, String text, List<String> restart) {
        public Outcome {
            restart = List.copyOf(restart);
        }

        public boolean applied() {
            return result.equals("applied");
        }
    }
}
