// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.plan.Plan;
import dev.baro.dataplane.bpf.RunStatistics;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.forward.Tracing;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.SessionTap;
import dev.baro.dataplane.trace.DryRun;
import dev.baro.dataplane.trace.FlowFrame;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import dev.baro.dataplane.trace.TracedPacket;
import java.util.List;
import java.util.Optional;

/// The daemon's interface to the kernel half. It has one owner. Every method may block for milliseconds
/// and may throw [dev.baro.dataplane.DataplaneException].
public interface Forwarding extends AutoCloseable {

    /// Applies a plan. On failure, the previous plan stays in force.
    void apply(Plan plan);

    ForwarderCounters counters();

    /// Counts the sessions in the table, which takes about 50 ms for ten million.
    SessionCensus sessions();

    /// Determines where a flow's next packet would go. Empty if the plan in force has no such virtual service.
    Optional<Flow.Status> session(Flow flow);

    /// Maps the numbers in the session table to names, once there is a tap. Any thread may
    /// call this. Never blocks.
    default Directory directory() {
        return Directory.EMPTY;
    }

    /// The session table, for copying sessions to and from peers. Empty if there is no kernel half.
    default Optional<SessionTap> tap() {
        return Optional.empty();
    }

    /// See [Tracing#begin].
    default PacketTrace trace(TraceFilter wanted, int packets) {
        throw new DataplaneException("there is no program to trace");
    }

    /// See [Tracing#end].
    default void endTrace() {}

    /// See [Tracing#fate].
    default Tracing.Fate fate(TracedPacket packet, Optional<Flow> flow) {
        return new Tracing.Fate("", Optional.empty());
    }

    /// See [Tracing#dryRun].
    default DryRun dryRun() {
        throw new DataplaneException("there is no program to query");
    }

    /// See [Tracing#explain].
    default Tracing.Explained explain(DryRun run, Flow flow, FlowFrame.Kind kind, int ifindex, List<Byte> mac) {
        throw new DataplaneException("there is no program to query");
    }

    /// Releases moved slots of hashed rings, if they moved long ago, from the session table.
    ///
    /// @return the number of slots still to be released; if it is not 0, call again a minute later
    int settle();

    /// The configured interfaces, as [#reconcile()] last found them.
    List<Attachment> attachments();

    /// Repairs kernel state that is not part of the plan. Must be called often.
    ///
    /// @return the repairs made since the last call
    List<Repair> reconcile();

    /// The limitations of the kernel half on this host, as found by the last [#reconcile()], as
    /// sentences for an operator.
    default List<String> problems() {
        return List.of();
    }

    /// The program's run time as measured by the kernel.
    default RunStatistics.Taken programTime() {
        return RunStatistics.Taken.NONE;
    }

    /// The key of the flow hash. If sessions were adopted, it is their original key.
    HashKey hashKey();

    /// Recreates the kernel half with another key of the flow hash. Call this only while no plan is in force,
    /// so that no packet uses the old key. The plan must then be applied again.
    default void rekey(HashKey key) {
        throw new UnsupportedOperationException("no kernel half");
    }

    /// Whether sessions and counters of an earlier daemon were adopted.
    boolean adopted();

    /// The number of virtual services in force. It is also known before the first plan is applied.
    default int servicesInForce() {
        return 0;
    }

    /// Closes the interface and leaves forwarding in place.
    @Override
    void close();
}
