// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import dev.baro.balancer.control.Forwarding;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.kernel.DataplaneException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A kernel half that has counted the same packets whenever it is asked.
final class CountingForwarding implements Forwarding {
    private static final VirtualService HTTP = new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 80);

    private final AtomicInteger plans = new AtomicInteger();
    private volatile String refusal = "";
    private volatile int sessionsOfTheSecond = 3;
    private volatile boolean estimated;

    /// How many plans it took.
    int plans() {
        return plans.get();
    }

    /// From now on the second server holds no session.
    void empty() {
        sessionsOfTheSecond = 0;
    }

    /// From now on active sessions are an estimate.
    void estimate() {
        estimated = true;
    }

    void refuse(String reason) {
        refusal = reason;
    }

    @Override
    public void apply(Plan plan) {
        if (!refusal.isEmpty()) {
            throw new DataplaneException(refusal);
        }
        plans.incrementAndGet();
    }

    @Override
    public ForwarderCounters counters() {
        return new ForwarderCounters(
                Map.of(
                        PacketOutcome.NOT_A_VIP,
                        17L,
                        PacketOutcome.FORWARDED,
                        12_004L,
                        PacketOutcome.PORT_NOT_SERVED,
                        2L),
                List.of(new ServiceCounters(
                        HTTP,
                        estimated,
                        List.of(
                                new ServerCounters(
                                        "store-web-a01",
                                        IpAddress.parse("198.51.100.1"),
                                        12_000,
                                        1_240_000,
                                        3,
                                        2,
                                        0,
                                        0),
                                new ServerCounters(
                                        "store-web-a02",
                                        IpAddress.parse("198.51.100.2"),
                                        4,
                                        240,
                                        1,
                                        sessionsOfTheSecond,
                                        0,
                                        0)))));
    }

    @Override
    public SessionCensus sessions() {
        return new SessionCensus(
                2048,
                1_500_000,
                12_000,
                9_000,
                List.of(
                        new SessionCensus.ServerSessions(
                                HTTP,
                                "store-web-a01",
                                Map.of(SessionState.HALF_OPEN, 1L, SessionState.ESTABLISHED, 1L, SessionState.UDP, 0L)),
                        new SessionCensus.ServerSessions(HTTP, "store-web-a02", Map.of(SessionState.ESTABLISHED, 3L))));
    }

    /// The flow from port 40000 has a session, every other one of the service has none.
    @Override
    public Optional<Flow.Status> session(Flow flow) {
        if (!flow.service().equals(HTTP)) {
            return Optional.empty();
        }
        return Optional.of(
                flow.port() == 40_000
                        ? new Flow.Status("store-web-a01", SessionState.ESTABLISHED, 3)
                        : new Flow.Status("store-web-a02", SessionState.FREE, 0));
    }

    @Override
    public int settle() {
        return 0;
    }

    @Override
    public List<Attachment> attachments() {
        return List.of(new Attachment("eth0", Attachment.Mode.NATIVE, ""));
    }

    @Override
    public List<Repair> reconcile() {
        return List.of();
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
    public void close() {}
}
