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
import dev.baro.dataplane.forward.Repair;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What a process does that a test kills in the middle. Its plans have both families, the three methods, the
/// three ways of taking a slot, affinity, and from one to the other a slot that moves.
public final class KilledForwarder {
    static final int SERVERS = 3;

    /// A process's life. Each one that finds an instance puts another program under its links.
    enum Step {
        FIRST_START,
        APPLY,
        ADOPTION,
        DETACH,
        /// That of the process which starts after one was killed.
        NEXT;

        /// Whether an undisturbed forwarder is to leave an instance for it.
        boolean needsInstance() {
            return this == APPLY || this == ADOPTION || this == DETACH;
        }

        /// Whether packets are forwarded wherever in it a process is killed.
        boolean keepsForwarding() {
            return this == APPLY || this == ADOPTION;
        }
    }

    private KilledForwarder() {}

    /// @param args the step, and the instance
    public static void main(String[] args) {
        switch (Step.valueOf(args[0])) {
            case FIRST_START, ADOPTION -> start(args[1], first());
            case APPLY -> start(args[1], otherServers());
            case NEXT -> next(args[1]);
            case DETACH -> {
                boolean _ = Forwarder.remove(args[1]);
            }
        }
    }

    static void start(String instance, Plan plan) {
        try (Forwarder forwarder = open(instance)) {
            forwarder.apply(plan);
        }
    }

    /// @throws IllegalStateException when a repair does not last
    static void next(String instance) {
        try (Forwarder forwarder = open(instance)) {
            forwarder.apply(otherServices());
            List<Repair> _ = forwarder.reconcile();
            List<Repair> again = forwarder.reconcile();
            if (!again.isEmpty()) {
                throw new IllegalStateException("repaired twice: " + again);
            }
        }
    }

    static Forwarder open(String instance) {
        return Forwarder.open(new Forwarder.Options(instance, Segment.INTERFACES, 1_024, Segment.SOURCES));
    }

    static Plan first() {
        return plan(200, new Ring(0, 1, 2, 0), seconds(100));
    }

    /// Of the same virtual services, with a slot that moves.
    private static Plan otherServers() {
        return plan(200, new Ring(0, 2, 2, 0), seconds(200));
    }

    /// Other virtual services on the same real servers.
    static Plan otherServices() {
        return plan(1, new Ring(0, 1, 2), seconds(300));
    }

    private static Plan plan(int last, Ring ring, Duration established) {
        SessionTimeouts timeouts = new SessionTimeouts(seconds(60), established, seconds(120), seconds(300));
        String vip = "203.0.113." + last;
        return new Plan(
                List.of(
                        service(vip, 80, SlotChoice.HASH, ForwardingMethod.DSCP, ring),
                        service(vip, 81, SlotChoice.NEXT, ForwardingMethod.IPIP, ring),
                        service("2001:db8:a::" + last, 82, SlotChoice.TWO_CHOICES, ForwardingMethod.MAC, ring)),
                Set.of(IpAddress.parse(vip)),
                new SessionSettings(1_024, 0, timeouts));
    }

    private static ServicePlan service(String vip, int port, SlotChoice choice, ForwardingMethod method, Ring ring) {
        IpAddress address = IpAddress.parse(vip);
        Duration affinity = seconds(choice == SlotChoice.TWO_CHOICES ? 600 : 0);
        List<PlannedServer> servers = IntStream.rangeClosed(1, SERVERS)
                .mapToObj(i -> new PlannedServer("web-" + i, Segment.server(address.isV4(), i), method, 10 * i))
                .toList();
        VirtualService service = new VirtualService(address, Protocol.TCP, port);
        return new ServicePlan(service, new Dscp(10), choice, servers, ring, affinity);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
