// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

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
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What a process does that a test kills in the middle. Its plans have both families, the three methods, the three ways
/// of taking a slot, affinity, and from one to the other a slot that moves.
public final class KilledForwarder {
    static final List<IpAddress> SOURCES = List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1"));
    static final String INTERFACE = "lb0";

    /// A process's life.
    enum Step {
        FIRST_START,
        APPLY,
        ADOPTION,
        DETACH;

        /// Whether an undisturbed forwarder is to leave an instance for it.
        boolean needsInstance() {
            return this != FIRST_START;
        }
    }

    private KilledForwarder() {}

    /// @param args the step, and the instance
    public static void main(String[] args) {
        Step step = Step.valueOf(args[0]);
        if (step == Step.DETACH) {
            boolean _ = Forwarder.remove(args[1]);
            return;
        }
        try (Forwarder forwarder = open(args[1])) {
            forwarder.apply(step == Step.APPLY ? otherServers() : first());
        }
    }

    static Forwarder open(String instance) {
        return Forwarder.open(new Forwarder.Options(instance, List.of(INTERFACE), 1_024, SOURCES));
    }

    static Plan first() {
        return plan(200, new Ring(0, 1, 2, 0), seconds(100));
    }

    /// Of the same virtual services, with a slot that moves.
    static Plan otherServers() {
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
        List<PlannedServer> servers = java.util.stream.IntStream.rangeClosed(1, 3)
                .mapToObj(i -> new PlannedServer(
                        "web-" + i,
                        IpAddress.parse((address.isV4() ? "198.51.100." : "2001:db8:64::") + i),
                        method,
                        10 * i))
                .toList();
        VirtualService service = new VirtualService(address, Protocol.TCP, port);
        return new ServicePlan(service, new Dscp(10), choice, servers, ring, affinity);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
