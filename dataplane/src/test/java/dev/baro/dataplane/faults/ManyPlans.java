// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// A process that applies one plan after the other until it is killed. Its plans have the three
/// ways of taking a slot in both families, and real servers that take new sessions or do not; all
/// of them keep those that they have.
public final class ManyPlans {
    static final int SERVERS = 6;
    private static final int HASH_SLOTS = 101;
    private static final int TRACED_PACKETS = 100;
    private static final long LONGEST_LIFE_MS = 400;

    private ManyPlans() {}

    /// @param args the instance, and a seed
    public static void main(String[] args) throws InterruptedException {
        Random random = new Random(Long.parseLong(args[1]));
        try (Forwarder forwarder = open(args[0])) {
            System.out.println("open");
            while (!Thread.interrupted()) {
                forwarder.apply(random(random));
                trace(forwarder, random);
            }
        }
    }

    /// Half of the time another program forwards, which traces.
    private static void trace(Forwarder forwarder, Random random) {
        try (PacketTrace _ =
                forwarder.tracing().begin(new TraceFilter(TraceFilter.ANY, 0, TraceFilter.ANY, 0), TRACED_PACKETS)) {
            forwarder.apply(random(random));
        }
        forwarder.tracing().end();
    }

    /// Kills such a process after it has opened the instance and applied some plans.
    static void kill(String instance, Random random) throws IOException {
        Process process =
                KillAt.start(List.of(), ManyPlans.class.getName(), instance, Long.toString(random.nextLong()));
        try (var output = process.inputReader(java.nio.charset.StandardCharsets.UTF_8)) {
            if (!"open".equals(output.readLine())) {
                throw new IOException("does not open: " + output.readAllAsString());
            }
            LockSupport.parkNanos(
                    Duration.ofMillis(random.nextLong(LONGEST_LIFE_MS)).toNanos());
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    static Forwarder open(String instance) {
        return Forwarder.open(new Forwarder.Options(instance, Segment.INTERFACES, 65_536, Segment.SOURCES));
    }

    /// The first server always takes new sessions.
    static Plan random(Random random) {
        List<Integer> takers = IntStream.range(0, SERVERS)
                .filter(server -> server == 0 || random.nextBoolean())
                .boxed()
                .toList();
        List<ServicePlan> services = new ArrayList<>();
        for (SlotChoice choice : SlotChoice.values()) {
            services.add(service("203.0.113.200", choice, takers));
            services.add(service("2001:db8:a::200", choice, takers));
        }
        Duration timeout = Duration.ofSeconds(20);
        return new Plan(
                services,
                Set.of(),
                new SessionSettings(65_536, 0, new SessionTimeouts(timeout, timeout, timeout, timeout)));
    }

    private static ServicePlan service(String vip, SlotChoice choice, List<Integer> takers) {
        IpAddress address = IpAddress.parse(vip);
        List<PlannedServer> servers = IntStream.range(0, SERVERS)
                .mapToObj(server -> new PlannedServer(
                        "web-" + server,
                        Segment.server(address.isV4(), server + 1),
                        ForwardingMethod.DSCP,
                        takers.contains(server) ? 100 : 0))
                .toList();
        int slots = choice == SlotChoice.TWO_CHOICES ? takers.size() : HASH_SLOTS;
        Ring ring = new Ring(IntStream.range(0, slots)
                .map(slot -> takers.get(slot % takers.size()))
                .toArray());
        VirtualService service = new VirtualService(address, Protocol.TCP, 80 + choice.ordinal());
        return PacketPath.inTurn(new ServicePlan(service, new Dscp(10), choice, servers, ring), 1);
    }
}
