// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.StructFormat;
import dev.baro.dataplane.trace.DryRun;
import dev.baro.dataplane.trace.FlowFrame;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import dev.baro.dataplane.trace.TracedPacket;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Replaces the forwarding program with one that also traces, and later restores it. Both programs forward in
/// the same way. This class also explains what would happen to a packet, with a program that forwards nothing.
///
/// Not thread-safe: only the forwarder's owner may use it.
public final class Tracing {
    /// The name of a packet's real server, and its session.
    ///
    /// @param server  the server's name; empty if no server was chosen, or if the plan has changed
    /// @param session the session as it is now; empty for a flow without a virtual service
    public record Fate(String server, Optional<Flow.Status> session) {}

    /// What would happen to a packet if it were sent.
    ///
    /// @param packet the packet as a trace shows it
    /// @param server the server that the packet would go to; empty if there is none
    /// @param choice how that server was chosen; empty if the packet belongs to no virtual service
    public record Explained(TracedPacket packet, String server, Optional<Choice> choice) {}

    /// How a real server was chosen. The name of a server that is no longer planned is empty.
    ///
    /// @param slots  the number of slots in the ring; 0 if no server takes new sessions
    /// @param slot   the slot of the flow's hash, from 0 on
    /// @param inSlot the slot's server
    /// @param moved  whether the slot recently belonged to another server that still gets some flows
    /// @param former the name of the slot's previous server
    /// @param other  the server in the second slot that two choices compare
    /// @param found  the flow's entry before the packet, or, without an entry, the destination
    ///               of its next packet
    /// @param left   the state of the flow's entry after the packet; [SessionState#FREE] if it has none
    /// @param turnOf the server whose turn the packet takes; empty if it takes none
    public record Choice(
            SlotChoice way,
            int slots,
            int slot,
            String inSlot,
            boolean moved,
            String former,
            String other,
            Flow.Status found,
            SessionState left,
            String turnOf) {}

    /// The parts of the forwarder that tracing needs.
    ///
    /// @param plan the plan in force
    record Parts(ServiceIds ids, RealServerTable servers, Rings rings, SessionTable sessions, Supplier<Plan> plan) {}

    /// Maps that the program writes for one packet and reads for later ones.
    private static final List<String> COPIED = List.of(".bss", "real_servers", "real_server_loads", "cursors");

    private static final long TAKEN = StructFormat.offset(Layout.REAL_SERVER_LOAD, "taken");

    private final ForwarderMaps maps;
    private final Parts parts;
    private final Consumer<BpfProgram> use;

    /// @param use the function that makes a program handle the packets
    Tracing(ForwarderMaps maps, Parts parts, Consumer<BpfProgram> use) {
        this.maps = maps;
        this.parts = parts;
        this.use = use;
    }

    /// Begins a trace. Blocks for about 100 ms.
    ///
    /// @param packets the maximum number of packets to record
    /// @return the trace; a single thread reads it, and closes it before [#end()]
    /// @throws DataplaneException if the kernel refuses the program
    /// @throws IllegalStateException while another trace runs
    public PacketTrace begin(TraceFilter wanted, int packets) {
        try {
            PacketTrace trace = maps.trace(wanted, packets);
            use.accept(maps.program());
            return trace;
        } catch (DataplaneException e) {
            end();
            throw e;
        }
    }

    /// Ends the trace. This method may be called when no trace is running.
    public void end() {
        maps.endTrace().ifPresent(ended -> {
            use.accept(maps.program());
            ended.close();
        });
    }

    /// @param flow the packet's flow; empty if the packet has no ports
    public Fate fate(TracedPacket packet, Optional<Flow> flow) {
        String server = parts.plan.get().services().stream()
                .filter(service -> parts.ids.of(service.service()) == packet.service())
                .findFirst()
                .map(service -> parts.servers.name(service, packet.service(), packet.server()))
                .orElse("");
        return new Fate(server, flow.flatMap(this::session));
    }

    /// The destination of an established flow's next packet; empty if its virtual service is not planned.
    Optional<Flow.Status> session(Flow flow) {
        return planned(flow).map(service -> statusOf(flow, service));
    }

    /// A program for [#explain]. Loading it takes a long time, so another thread may do it.
    public DryRun dryRun() {
        return maps.dryRun();
    }

    /// Explains what would happen to a packet of a flow if it were sent now. No packet is sent, and no state
    /// changes. The budgets of the current second are treated as unused. Blocks for milliseconds.
    ///
    /// @param run     a loaded program that has not been used before; the caller still owns it
    /// @param ifindex the index of the interface where the packet is assumed to arrive; 0 leaves it to the kernel
    /// @param mac     the MAC address of that interface
    public Explained explain(DryRun run, Flow flow, FlowFrame.Kind kind, int ifindex, List<Byte> mac) {
        Optional<ServicePlan> planned = planned(flow);
        long hash = flow.hash(
                maps.hashKey(),
                planned.map(service -> !service.affinity().isZero()).orElse(false));
        COPIED.forEach(map -> run.copy(maps.map(map)));
        run.copyBucket(parts.sessions.bucket(hash), isOccupied(hash));
        planned.map(this::entryOf).ifPresent(entry -> parts.rings.copyTo(run, entry));
        Optional<Flow.Status> found = planned.map(service -> statusOf(flow, service));
        Map<String, Integer> before =
                planned.map(service -> turns(run, service)).orElse(Map.of());
        int sequence = kind == FlowFrame.Kind.ACK ? parts.sessions.sequence(hash) : 0;
        FlowFrame frame = new FlowFrame(
                kind,
                flow.client(),
                flow.port(),
                flow.service().vip(),
                flow.service().port(),
                sequence);
        TracedPacket packet = run.run(frame.bytes(mac), ifindex);
        return new Explained(
                packet,
                fate(packet, Optional.empty()).server(),
                planned.map(service -> choice(run, service, hash, found.orElseThrow(), before)));
    }

    private Choice choice(
            DryRun run, ServicePlan service, long hash, Flow.Status found, Map<String, Integer> turnsBefore) {
        Rings.Slot slot = parts.rings.slotOf(entryOf(service), hash);
        Map<String, Integer> turnsAfter = turns(run, service);
        SessionState left = new SessionTable(run.map("sessions"), maps.map(".data.limits"))
                .find(hash, maps.tick())
                .map(SessionTable.Session::state)
                .orElse(SessionState.FREE);
        return new Choice(
                service.choice(),
                slot.slots(),
                slot.index(),
                name(service, slot.server()),
                slot.former() != 0,
                name(service, slot.former()),
                name(service, slot.other()),
                found,
                left,
                turnsAfter.entrySet().stream()
                        .filter(turns -> !turns.getValue().equals(turnsBefore.get(turns.getKey())))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(""));
    }

    /// The turns that each server of a service has taken, as counted by a dry run.
    private Map<String, Integer> turns(DryRun run, ServicePlan service) {
        BpfMap loads = run.map("real_server_loads");
        Map<String, Integer> turns = new HashMap<>();
        if (service.choice() == SlotChoice.NEXT) {
            for (PlannedServer server : service.servers()) {
                turns.put(server.name(), loads.memory(number(service, server)).get(JAVA_INT, TAKEN));
            }
        }
        return turns;
    }

    private boolean isOccupied(long hash) {
        int bucket = parts.sessions.bucketNumber(hash);
        MemorySegment bits = maps.map("occupied").memory(bucket / Long.SIZE);
        return (bits.get(JAVA_LONG, 0) >>> bucket % Long.SIZE & 1) != 0;
    }

    private Optional<ServicePlan> planned(Flow flow) {
        return parts.plan.get().services().stream()
                .filter(service -> service.service().equals(flow.service()))
                .findFirst();
    }

    private ServiceEntry entryOf(ServicePlan service) {
        return parts.ids.inForce(parts.ids.of(service.service())).orElseThrow();
    }

    private int number(ServicePlan service, PlannedServer server) {
        return parts.servers.number(new RealServerTable.Key(parts.ids.of(service.service()), server.address()));
    }

    private String name(ServicePlan service, int number) {
        return parts.servers.name(service, parts.ids.of(service.service()), number);
    }

    private Flow.Status statusOf(Flow flow, ServicePlan service) {
        long hash = flow.hash(maps.hashKey(), !service.affinity().isZero());
        Map<Integer, String> names = new HashMap<>();
        for (PlannedServer server : service.servers()) {
            if (server.keepsSessions()) {
                names.put(number(service, server), server.name());
            }
        }
        return parts.sessions
                .find(hash, maps.tick())
                .filter(session -> names.containsKey(session.number()))
                .map(session -> new Flow.Status(
                        names.getOrDefault(session.number(), ""), session.state(), session.idleSeconds()))
                .orElseGet(() -> new Flow.Status(
                        names.getOrDefault(parts.rings.byHash(entryOf(service), hash, names.keySet()), ""),
                        SessionState.FREE,
                        0));
    }
}
