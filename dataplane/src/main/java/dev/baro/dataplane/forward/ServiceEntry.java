// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VipOptions;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.StructFormat;
import java.util.Collection;
import java.util.List;

/// One entry of the service table.
///
/// @param port            the port; 0 for the VIP itself
/// @param protocol        the IANA number; 0 for the VIP itself
/// @param id              1..[Layout#SERVICE_IDS], or [#VIP_ID]
/// @param ring            the first line of its ring; 0 if no real server takes new sessions. For the VIP
///                        itself, the port, in network order, of its UDP service that places fragments that
///                        arrive before the first; 0 if none does
/// @param flags           of the VIP itself [#SERVED], [#LOCAL_SEGMENT], [#REFUSES_UNSERVED] and [#HIDES]; of a
///                        virtual service [#AFFINITY], [#REFUSES], [#SYNCED] and [#ONE_PACKET]
/// @param affinitySeconds the affinity's timeout; 0 if there is none
record ServiceEntry(
        IpAddress vip, int port, int protocol, SlotChoice choice, int id, int ring, int flags, int affinitySeconds) {
    /// At least one virtual service of the VIP has a real server that accepts new sessions.
    static final int SERVED = 1;
    /// ARP and neighbour solicitations for the VIP are answered.
    static final int LOCAL_SEGMENT = 2;

    /// Packets for ports that the VIP does not serve are answered with a reset or an ICMP error.
    static final int REFUSES_UNSERVED = 8;

    /// At least one virtual service of the VIP refuses new sessions with an error.
    static final int HIDES = 16;

    /// Everything that a client sends counts as one flow.
    static final int AFFINITY = 4;
    /// No real server takes new sessions, and packets are answered with a reset or an ICMP error.
    static final int REFUSES = 32;
    /// The service's sessions are copied to peers.
    static final int SYNCED = 64;
    /// Each datagram takes a turn and makes no session.
    static final int ONE_PACKET = 128;

    /// Marks the entry of a VIP, which has no real servers.
    static final int VIP_ID = 0xffff;

    /// How long after a change of the ring a datagram without a session counts as part of an older flow:
    /// Linux's nf_conntrack_udp_timeout for a flow seen in only one direction.
    private static final int UDP_SETTLE_SECONDS = 30;

    static ServiceEntry of(ServicePlan plan, int id, int ring) {
        VirtualService service = plan.service();
        int affinity = (int) plan.affinity().toSeconds();
        return new ServiceEntry(
                service.vip(),
                service.port(),
                service.protocol().number(),
                plan.choice(),
                id,
                ring,
                (affinity > 0 ? AFFINITY : 0) | (plan.synced() ? SYNCED : 0) | (plan.onePacket() ? ONE_PACKET : 0),
                affinity);
    }

    /// @param services the services of the VIP
    static ServiceEntry ofVip(IpAddress vip, Collection<ServicePlan> services, Plan plan) {
        boolean served = services.stream().anyMatch(service -> !service.ring().isEmpty());
        boolean hides = services.stream().anyMatch(service -> refuses(service, plan));
        int flags = (served ? SERVED : 0)
                | (plan.onLocalSegment().contains(vip) ? LOCAL_SEGMENT : 0)
                | (plan.refusals(vip).onUnserved() == Refusal.RESET ? REFUSES_UNSERVED : 0)
                | (hides ? HIDES : 0);
        return new ServiceEntry(vip, 0, 0, SlotChoice.HASH, VIP_ID, earlyPort(services), flags, 0);
    }

    /// A fragment without ports may belong to any UDP service of its VIP. It is placed if the rings of all
    /// these services are equal, so that the first fragment can follow it regardless of the port.
    private static int earlyPort(Collection<ServicePlan> services) {
        List<ServicePlan> ofUdp = services.stream()
                .filter(plan -> plan.service().protocol() == Protocol.UDP)
                .filter(plan -> !plan.ring().isEmpty())
                .toList();
        if (ofUdp.isEmpty()) {
            return 0;
        }
        ServicePlan placing = ofUdp.getFirst();
        boolean alike = ofUdp.size() == 1 || ofUdp.stream().allMatch(other -> servesAlike(placing, other));
        return alike ? StructFormat.networkOrder(placing.service().port()) : 0;
    }

    private static boolean servesAlike(ServicePlan placing, ServicePlan other) {
        return other.affinity().isZero()
                && placing.servers().equals(other.servers())
                && placing.ring().equals(other.ring());
    }

    /// Whether clients get an answer if there is no real server for them.
    static boolean refuses(ServicePlan service, Plan plan) {
        VipOptions.Refusals refusals = plan.refusals(service.service().vip());
        return service.ring().isEmpty() && refusals.onNoServer() == Refusal.RESET;
    }

    ServiceEntry withRing(int line) {
        return new ServiceEntry(vip, port, protocol, choice, id, line, flags, affinitySeconds);
    }

    ServiceEntry refusing(boolean refuses) {
        int wanted = refuses ? flags | REFUSES : flags & ~REFUSES;
        return wanted == flags
                ? this
                : new ServiceEntry(vip, port, protocol, choice, id, ring, wanted, affinitySeconds);
    }

    static int longestAffinity(Collection<ServiceEntry> entries) {
        return entries.stream().mapToInt(ServiceEntry::affinitySeconds).max().orElse(0);
    }

    boolean isHidden() {
        return (flags & REFUSES) != 0;
    }

    boolean hasAffinity() {
        return affinitySeconds > 0;
    }

    int settleSeconds() {
        return hasAffinity() ? affinitySeconds : UDP_SETTLE_SECONDS;
    }
}
