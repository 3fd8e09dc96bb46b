// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.ServicePlan;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.faults.KilledForwarder.Step;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.KernelState;
import dev.baro.dataplane.model.Address;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process that is killed, what packets do then, and what the next process makes of what it left.
///
/// @param killed classes that the killed process finds first
/// @param next   those that the next one finds first
record KillTrial(KillAt killAt, List<Path> killed, List<Path> next) {
    private static final String PID = Long.toString(ProcessHandle.current().pid());
    private static final String KILLED = "test-killed-" + PID;
    private static final String FRESH = "test-unkilled-" + PID;
    private static final int FLOWS = 8;

    /// What there is after a start on nothing, by the product as it is.
    String afterFreshStart() throws IOException {
        return afterStart(FRESH, List.of());
    }

    /// @return the calls of a process that ends undisturbed
    List<String> calls(Step step) throws IOException {
        try {
            List<EstablishedFlow> _ = prepare(step);
            return run(step, 0);
        } finally {
            boolean _ = Forwarder.remove(KILLED);
        }
    }

    /// @param n 0 to let the process end
    /// @return what is otherwise than after a fresh start; empty where nothing is
    String difference(Step step, int n, String fresh) throws IOException {
        try {
            List<EstablishedFlow> flows = prepare(step);
            List<String> _ = run(step, n);
            String moved = step.keepsForwarding() ? moved(flows) : "";
            if (!moved.isEmpty()) {
                return moved;
            }
            String state = afterStart(KILLED, next);
            return state.equals(fresh) ? "" : state + "\ninstead of\n" + fresh;
        } finally {
            boolean _ = Forwarder.remove(KILLED);
        }
    }

    private List<String> run(Step step, int n) throws IOException {
        return killAt.run(killed, n, KilledForwarder.class.getName(), step.name(), KILLED);
    }

    /// @return flows of each virtual service, when there is an instance
    private static List<EstablishedFlow> prepare(Step step) throws IOException {
        List<EstablishedFlow> flows = new ArrayList<>();
        if (!step.needsInstance()) {
            return flows;
        }
        KilledForwarder.start(KILLED, KilledForwarder.first());
        try (LivePrograms programs = new LivePrograms(KILLED, Segment.ifindex())) {
            for (ServicePlan service : KilledForwarder.first().services()) {
                for (int flow = 0; flow < FLOWS; flow++) {
                    flows.add(EstablishedFlow.open(programs, service.service(), flow));
                }
            }
        }
        return flows;
    }

    /// Each flow sends a packet to each of the programs that are attached, two seconds after its last.
    private static String moved(List<EstablishedFlow> flows) throws IOException {
        List<String> moved = new ArrayList<>();
        try (LivePrograms programs = new LivePrograms(KILLED, Segment.ifindex())) {
            for (int program = 0; program < programs.count(); program++) {
                programs.passSeconds(2);
                for (EstablishedFlow flow : flows) {
                    String now = flow.movedTo(programs, program);
                    if (!now.isEmpty()) {
                        moved.add("a flow of " + flow.server() + " went to " + now);
                    }
                }
            }
        }
        return String.join("\n", moved);
    }

    /// In a process apart where there are changed classes at all: the JDK shows a thread in a
    /// network namespace apart fewer addresses.
    private String afterStart(String instance, List<Path> changed) throws IOException {
        try {
            if (next.isEmpty()) {
                KilledForwarder.next(instance);
            } else {
                KillAt.runUntraced(changed, KilledForwarder.class.getName(), Step.NEXT.name(), instance);
            }
            try (LivePrograms programs = new LivePrograms(instance, Segment.ifindex())) {
                String differences = ModelPackets.differences(programs, setup(KilledForwarder.otherServices()));
                return KernelState.of(instance) + "\nprograms " + programs.count() + "\npackets unlike the model: "
                        + differences;
            }
        } catch (RuntimeException e) {
            return "no start: " + e.getMessage();
        } finally {
            boolean _ = Forwarder.remove(instance);
        }
    }

    private static Setup setup(Plan plan) throws IOException {
        Octets own = octets(Segment.own());
        List<Setup.Service> services = new ArrayList<>();
        for (ServicePlan service : plan.services()) {
            List<Setup.Server> servers = service.servers().stream()
                    .map(server -> new Setup.Server(
                            Address.parse(server.address().toString()),
                            method(server.method()),
                            new Setup.Hop(octets(Segment.mac(server.address())), own, 1500, false, 0),
                            true))
                    .toList();
            services.add(new Setup.Service(
                    Address.parse(service.service().vip().toString()),
                    Packet.TCP,
                    service.service().port(),
                    service.dscp().codePoint(),
                    servers));
        }
        return new Setup(
                services,
                Address.parse(Segment.SOURCES.getFirst().toString()),
                Address.parse(Segment.SOURCES.getLast().toString()));
    }

    private static Setup.Method method(ForwardingMethod method) {
        return switch (method) {
            case DSCP -> Setup.Method.DSCP;
            case IPIP -> Setup.Method.IPIP;
            case MAC -> Setup.Method.MAC;
        };
    }

    private static Octets octets(String mac) {
        return Octets.ofHex(mac.replace(":", ""));
    }
}
