// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.ServicePlan;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import dev.baro.dataplane.kernel.Soak;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Flows that send a packet every two seconds, while forwarders end, are killed and start again,
/// other programs come under the links, and real servers take new sessions or do not: each packet
/// goes where the first of its flow went. The packets go through the programs that are attached,
/// also between a swap and the first plan after it.
@NeedsRoot
@Tag("faults")
class RestartedFlowsTest {
    private static final int FLOWS = 2_000;
    private static final int RESTARTS = Soak.or(20, 6);
    private static final int SWAPS = Soak.or(20, 6);
    /// A killed process takes a second; the others go by themselves.
    private static final int RESTARTS_PER_KILL = Soak.or(2, 3);

    private static final int PACE_SECONDS = 2;
    private static final String INSTANCE =
            "test-flows-" + ProcessHandle.current().pid();

    private final long seed = Long.getLong("baro.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<EstablishedFlow> flows = new ArrayList<>();
    private int packets;

    @AfterEach
    void remove() {
        boolean _ = Forwarder.remove(INSTANCE);
    }

    @Test
    void noPacketOfAnEstablishedFlowGoesElsewhere() {
        System.out.println("RestartedFlowsTest: " + RESTARTS + " restarts, " + SWAPS + " swaps, -Dbaro.seed=" + seed);
        OwnNetwork.run(() -> {
            Segment.build(ManyPlans.SERVERS);
            try (Forwarder forwarder = ManyPlans.open(INSTANCE)) {
                establish(forwarder);
            }
            for (int restart = 1; restart <= RESTARTS; restart++) {
                restart(restart % RESTARTS_PER_KILL == 0);
            }
            for (int swap = 1; swap <= SWAPS; swap++) {
                try (Forwarder forwarder = ManyPlans.open(INSTANCE)) {
                    send("swap " + swap);
                    trace(forwarder);
                }
            }
        });
        System.out.println("RestartedFlowsTest: " + packets + " packets, 0 moved");
    }

    /// Another program takes the place of the running one, and gives it back.
    private void trace(Forwarder forwarder) throws IOException {
        TraceFilter all = new TraceFilter(TraceFilter.ANY, 0, TraceFilter.ANY, 0);
        try (PacketTrace trace = forwarder.tracing().begin(all, FLOWS)) {
            send("traced");
            assertThat(trace.poll(Duration.ZERO)).isNotEmpty();
        }
        forwarder.tracing().end();
        send("no longer traced");
    }

    /// Packets come before the new forwarder has a plan, after it, and after the next one.
    private void restart(boolean killed) throws IOException {
        if (killed) {
            ManyPlans.kill(INSTANCE, random);
            send("killed");
        }
        try (Forwarder forwarder = ManyPlans.open(INSTANCE)) {
            send("opened");
            forwarder.apply(ManyPlans.random(random));
            send("applied");
            forwarder.apply(ManyPlans.random(random));
            int _ = forwarder.settle();
            send("changed");
        }
    }

    private void establish(Forwarder forwarder) throws IOException {
        Plan plan = ManyPlans.random(random);
        forwarder.apply(plan);
        try (LivePrograms programs = new LivePrograms(INSTANCE, Segment.ifindex())) {
            List<ServicePlan> services = plan.services();
            for (int flow = 0; flow < FLOWS; flow++) {
                VirtualService service = services.get(flow % services.size()).service();
                flows.add(EstablishedFlow.open(programs, service, flow));
            }
        }
    }

    /// One packet of each flow.
    private void send(String when) throws IOException {
        int moved = 0;
        try (LivePrograms programs = new LivePrograms(INSTANCE, Segment.ifindex())) {
            programs.passSeconds(PACE_SECONDS);
            for (EstablishedFlow flow : flows) {
                moved += flow.movedTo(programs, packets++ % programs.count()).isEmpty() ? 0 : 1;
            }
        }
        assertThat(moved).as("flows that moved: %s, -Dbaro.seed=%d", when, seed).isZero();
    }
}
