// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.plan.Plan;
import dev.baro.dataplane.bpf.RunStatistics;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.forward.Tracing;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.SessionTap;
import dev.baro.dataplane.trace.DryRun;
import dev.baro.dataplane.trace.FlowFrame;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import dev.baro.dataplane.trace.TracedPacket;
import java.util.List;
import java.util.Optional;

/// The implementation that controls the kernel half.
public final class KernelForwarding implements Forwarding {
    private final Forwarder.Options options;
    private volatile Forwarder forwarder;

    private KernelForwarding(Forwarder.Options options, Forwarder forwarder) {
        this.options = options;
        this.forwarder = forwarder;
    }

    /// Works like [Forwarder#open(Forwarder.Options)].
    public static KernelForwarding open(Forwarder.Options options) {
        return new KernelForwarding(options, Forwarder.open(options));
    }

    @Override
    public void rekey(HashKey key) {
        if (forwarder.servicesInForce() > 0) {
            throw new IllegalStateException("flows of a virtual service still use the previous key");
        }
        HashKey before = forwarder.hashKey();
        forwarder.close();
        Forwarder.remove(options.instance());
        try {
            forwarder = Forwarder.open(keyed(key));
        } catch (RuntimeException e) {
            openAgain(before, e);
            throw e;
        }
    }

    /// Reopens the kernel half with its old key, because the daemon would otherwise keep using
    /// a closed kernel half.
    private void openAgain(HashKey before, RuntimeException cause) {
        try {
            forwarder = Forwarder.open(keyed(before));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private Forwarder.Options keyed(HashKey key) {
        return new Forwarder.Options(
                options.instance(), options.interfaces(), options.maxSessions(), options.tunnelSources(), key);
    }

    @Override
    public void apply(Plan plan) {
        forwarder.apply(plan);
    }

    @Override
    public ForwarderCounters counters() {
        return forwarder.counters();
    }

    @Override
    public SessionCensus sessions() {
        return forwarder.sessions();
    }

    @Override
    public Optional<Flow.Status> session(Flow flow) {
        return forwarder.session(flow);
    }

    @Override
    public Directory directory() {
        return forwarder.directory();
    }

    @Override
    public Optional<SessionTap> tap() {
        return Optional.of(forwarder.tap());
    }

    @Override
    public PacketTrace trace(TraceFilter wanted, int packets) {
        return forwarder.tracing().begin(wanted, packets);
    }

    @Override
    public void endTrace() {
        forwarder.tracing().end();
    }

    @Override
    public Tracing.Fate fate(TracedPacket packet, Optional<Flow> flow) {
        return forwarder.tracing().fate(packet, flow);
    }

    @Override
    public DryRun dryRun() {
        return forwarder.tracing().dryRun();
    }

    @Override
    public Tracing.Explained explain(DryRun run, Flow flow, FlowFrame.Kind kind, int ifindex, List<Byte> mac) {
        return forwarder.tracing().explain(run, flow, kind, ifindex, mac);
    }

    @Override
    public int settle() {
        return forwarder.settle();
    }

    @Override
    public List<Attachment> attachments() {
        return forwarder.attachments();
    }

    @Override
    public List<Repair> reconcile() {
        return forwarder.reconcile();
    }

    @Override
    public List<String> problems() {
        return forwarder.problems();
    }

    @Override
    public RunStatistics.Taken programTime() {
        return RunStatistics.of(forwarder.program());
    }

    @Override
    public HashKey hashKey() {
        return forwarder.hashKey();
    }

    @Override
    public boolean adopted() {
        return forwarder.adopted();
    }

    @Override
    public int servicesInForce() {
        return forwarder.servicesInForce();
    }

    @Override
    public void close() {
        forwarder.close();
    }
}
