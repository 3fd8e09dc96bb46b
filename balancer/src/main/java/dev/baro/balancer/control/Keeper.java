// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import java.util.List;

/// Keeps what [Reload] puts into force. Called by one thread at a time, and may block for as long as a disk takes.
public interface Keeper {
    /// Keeps nothing.
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

    /// What speaks against a configuration beside the traffic that it takes away, one sentence each.
    List<String> objections(Order order, ConfigFile.Contents contents);

    /// Called before a configuration is submitted.
    ///
    /// @param before what is in force until then
    /// @return what an operator should know of, one sentence each
    List<String> expect(Order order, ConfigFile.Contents contents, Snapshot before);

    /// Called after that, whether or not the configuration was accepted.
    void settled(Order order, ConfigFile.Contents contents, EventOutcome outcome);
}
