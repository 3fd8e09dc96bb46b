// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.plan.Plan;
import dev.baro.dataplane.Forwarder.Attachment;
import dev.baro.dataplane.ForwarderCounters;
import dev.baro.dataplane.HashKey;
import java.util.List;

/// What the daemon needs of the kernel half. One owner; every method may block for milliseconds and may throw
/// [dev.baro.dataplane.DataplaneException].
public interface Forwarding extends AutoCloseable {

    /// On failure the plan before still holds.
    void apply(Plan plan);

    ForwarderCounters counters();

    List<Attachment> attachments();

    /// What keys the flow hash: of adopted sessions, what they were made with.
    HashKey hashKey();

    /// Whether sessions and counters of an earlier daemon were found and kept.
    boolean adopted();

    /// Leaves forwarding in place.
    @Override
    void close();
}
