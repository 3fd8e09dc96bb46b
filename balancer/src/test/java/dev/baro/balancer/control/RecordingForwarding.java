// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.plan.Plan;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.kernel.DataplaneException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A kernel half that remembers what it was given, and refuses when told to.
public class RecordingForwarding implements Forwarding {
    public final List<Plan> applied = new CopyOnWriteArrayList<>();
    public final List<String> threads = new CopyOnWriteArrayList<>();
    /// How many slots were left each time.
    final List<Integer> settled = new CopyOnWriteArrayList<>();
    public volatile String refusal = "";
    public volatile ForwarderCounters counters = new ForwarderCounters(Map.of(), List.of());
    public volatile SessionCensus sessions = new SessionCensus(0, 0, 0, 0, List.of());
    volatile Map<Flow, Flow.Status> flows = Map.of();
    volatile int movedSlots;
    public volatile boolean closed;
    public volatile List<Attachment> attachments = List.of(new Attachment("eth0", Attachment.Mode.NATIVE, ""));
    public final List<Repair> repairs = new CopyOnWriteArrayList<>();

    @Override
    public void apply(Plan plan) {
        threads.add(Thread.currentThread().getName());
        if (!refusal.isEmpty()) {
            throw new DataplaneException(refusal);
        }
        applied.add(plan);
    }

    @Override
    public ForwarderCounters counters() {
        threads.add(Thread.currentThread().getName());
        if (!refusal.isEmpty()) {
            throw new DataplaneException(refusal);
        }
        return counters;
    }

    @Override
    public SessionCensus sessions() {
        threads.add(Thread.currentThread().getName());
        if (!refusal.isEmpty()) {
            throw new DataplaneException(refusal);
        }
        return sessions;
    }

    @Override
    public Optional<Flow.Status> session(Flow flow) {
        return Optional.ofNullable(flows.get(flow));
    }

    @Override
    public int settle() {
        settled.add(movedSlots);
        return movedSlots;
    }

    @Override
    public List<Attachment> attachments() {
        return attachments;
    }

    @Override
    public List<Repair> reconcile() {
        List<Repair> done = List.copyOf(repairs);
        repairs.clear();
        return done;
    }

    @Override
    public HashKey hashKey() {
        return new HashKey(1, 2);
    }

    @Override
    public boolean adopted() {
        return false;
    }

    @Override
    public void close() {
        closed = true;
    }
}
