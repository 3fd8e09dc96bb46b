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

/// What the daemon needs of the kernel half. One owner; every method may block for milliseconds
/// and may throw [dev.baro.dataplane.DataplaneException].
public interface Forwarding extends AutoCloseable {

    /// On failure the plan before still holds.
    void apply(Plan plan);

    ForwarderCounters counters();

    /// Counts the session table: some 50 ms for ten million sessions.
    SessionCensus sessions();

    /// Where the next packet of a flow goes; nothing when the plan in force has no such virtual service.
    Optional<Flow.Status> session(Flow flow);

    /// What numbers in the session table mean, once there is a tap. For any thread, and never blocks.
    default Directory directory() {
        return Directory.EMPTY;
    }

    /// The session table, to copy it from and to peers; nothing where there is no kernel half.
    default Optional<SessionTap> tap() {
        return Optional.empty();
    }

    /// See [Tracing#begin].
    default PacketTrace trace(TraceFilter wanted, int packets) {
        throw new DataplaneException("there is no program that could be traced");
    }

    /// See [Tracing#end].
    default void endTrace() {}

    /// See [Tracing#fate].
    default Tracing.Fate fate(TracedPacket packet, Optional<Flow> flow) {
        return new Tracing.Fate("", Optional.empty());
    }

    /// See [Tracing#dryRun].
    default DryRun dryRun() {
        throw new DataplaneException("there is no program that could be asked");
    }

    /// See [Tracing#explain].
    default Tracing.Explained explain(DryRun run, Flow flow, FlowFrame.Kind kind, int ifindex, List<Byte> mac) {
        throw new DataplaneException("there is no program that could be asked");
    }

    /// Lets slots of hashed rings that moved long ago do without the session table again.
    ///
    /// @return how many still need it; while there are some, to be called again a minute later
    int settle();

    /// The configured interfaces, as [#reconcile()] last found them.
    List<Attachment> attachments();

    /// Puts right what differs in the kernel from what should be, apart from the plan. To be called often.
    ///
    /// @return what was put right since the last call
    List<Repair> reconcile();

    /// What the kernel half cannot do on this host, as [#reconcile()] last found it: sentences for an operator.
    default List<String> problems() {
        return List.of();
    }

    /// How long the program ran while the kernel took the time.
    default RunStatistics.Taken programTime() {
        return RunStatistics.Taken.NONE;
    }

    /// What keys the flow hash: of adopted sessions, what they were made with.
    HashKey hashKey();

    /// Makes the kernel half again with another key of the flow hash. Only while it serves nothing: no packet
    /// goes by the key before. The plan must be applied again.
    default void rekey(HashKey key) {
        throw new UnsupportedOperationException("no kernel half");
    }

    /// Whether sessions and counters of an earlier daemon were found and kept.
    boolean adopted();

    /// How many virtual services packets find now, before the first plan too.
    default int servicesInForce() {
        return 0;
    }

    /// Leaves forwarding in place.
    @Override
    void close();
}
