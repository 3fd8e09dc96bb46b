// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import java.util.List;

/// Stores the configurations that [Reload] applies. Called by one thread at a time; may block for a disk.
public interface Keeper {
    /// A keeper that stores nothing.
    Keeper NONE = new Keeper() {
        @Override
        public List<String> objections(Order order, ConfigFile.Contents contents) {
            return List.of();
        }

        @Override
        public List<String> expect(Order order, ConfigFile.Contents contents, Snapshot before) {
            return List.of();
        }

        @Override
        public void settled(Order order, ConfigFile.Contents contents, EventOutcome outcome) {}
    };

    /// The objections to a configuration, except the loss of traffic, one sentence each.
    List<String> objections(Order order, ConfigFile.Contents contents);

    /// Called before a configuration is submitted.
    ///
    /// @param before the configuration that is still in force
    /// @return remarks for an operator, one sentence each
    List<String> expect(Order order, ConfigFile.Contents contents, Snapshot before);

    /// Called after a configuration was submitted, whether or not it was accepted.
    void settled(Order order, ConfigFile.Contents contents, EventOutcome outcome);
}
