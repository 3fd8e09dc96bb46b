// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.model.Capacity;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Maglev;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.NumberedFlows;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// As much as the maps hold: any plan follows any other, and memory comes and goes with the rings.
@NeedsRoot
@Tag("program")
class CapacityTest {
    private static final int SERVERS = 4;
    /// Four slabs of rings.
    private static final int HASHED = 300;

    @AutoClose
    private PacketPath path = PacketPath.open();

    @Test
    void theLargestPlanFollowsTheLargestOther() {
        List<ServicePlan> some = services(0, Capacity.MAX_SERVICES, SlotChoice.NEXT, new Ring(0, 1, 2));
        List<ServicePlan> others = services(1, Capacity.MAX_SERVICES, SlotChoice.NEXT, new Ring(0, 1, 2));

        for (List<ServicePlan> wanted : List.of(some, others, some, others)) {
            path.apply(wanted.toArray(ServicePlan[]::new));
            assertServed(wanted);
        }
    }

    @Test
    void theMostMembersFollowTheMostOthers() {
        int each = Capacity.MAX_MEMBERS / SERVERS;
        for (int set : new int[] {0, 1, 0}) {
            List<ServicePlan> wanted = IntStream.range(0, SERVERS)
                    .mapToObj(port -> service(set, port, each, SlotChoice.NEXT, new Ring(0, each - 1)))
                    .toList();
            path.apply(wanted.toArray(ServicePlan[]::new));
            assertServed(wanted);
        }
    }

    @Test
    void whatIsMoreIsRefusedAndWhatIsServedGoesOn() {
        List<ServicePlan> few = services(0, 10, SlotChoice.NEXT, new Ring(0, 1, 2));
        path.apply(few.toArray(ServicePlan[]::new));

        List<ServicePlan> many = services(1, Capacity.MAX_SERVICES + 1, SlotChoice.NEXT, new Ring(0));
        assertThatThrownBy(() -> path.forwarder.apply(new Plan(many)))
                .isInstanceOf(DataplaneException.class)
                .hasMessage("at most 8192 virtual services fit, not 8193");
        ServicePlan large = service(1, 1, Capacity.MAX_MEMBERS + 1, SlotChoice.NEXT, new Ring(0));
        assertThatThrownBy(() -> path.forwarder.apply(new Plan(List.of(large))))
                .hasMessage("at most 32767 real servers, counted in each virtual service, fit, not 32768");
        assertServed(few);
    }

    @Test
    void slabsComeWithRingsAndGoWithThem() {
        List<ServicePlan> hashed = services(0, HASHED, SlotChoice.HASH, ring(0, 1, 2, 3));
        path.apply(hashed.toArray(ServicePlan[]::new));
        assertThat(slabs()).isEqualTo(3);
        assertServed(hashed);
        String before = destination(hashed.getLast(), 7);

        List<ServicePlan> moved = services(0, HASHED, SlotChoice.HASH, ring(1, 2, 3));
        path.apply(moved.toArray(ServicePlan[]::new));
        assertThat(destination(moved.getLast(), 7)).as("an older flow").isEqualTo(before);

        path.leave();
        path = PacketPath.open();
        assertThat(destination(moved.getLast(), 7)).as("after a restart").isEqualTo(before);
        path.apply(moved.toArray(ServicePlan[]::new));
        assertThat(destination(moved.getLast(), 7)).as("once adopted").isEqualTo(before);
        assertServed(moved);

        List<ServicePlan> few = services(0, 10, SlotChoice.HASH, ring(1, 2, 3));
        path.apply(few.toArray(ServicePlan[]::new));
        path.apply(few.toArray(ServicePlan[]::new));
        assertThat(slabs()).as("slabs, with what is left in one of them").isLessThanOrEqualTo(1);
        assertServed(few);
    }

    /// Killed between the pin of a slab and its place in the map of slabs, or with a pin that somebody removed.
    @Test
    void aSlabThatIsOutOfPlaceIsPutRight() {
        List<ServicePlan> hashed = services(0, HASHED, SlotChoice.HASH, ring(0, 1, 2, 3));
        path.apply(hashed.toArray(ServicePlan[]::new));
        path.forgetSlab(3);
        assertThat(path.run(frame(hashed.getLast(), 7)).result()).isEqualTo(PacketPath.DROP);
        path.leave();

        path = PacketPath.open();
        assertServed(hashed);
        path.apply(hashed.toArray(ServicePlan[]::new));
        BpfFs.unpin(BpfFs.directory(path.instance).resolve("slabs_1"));
        path.restorePins();
        assertThat(slabs()).isEqualTo(3);
    }

    private int slabs() {
        return BpfFs.list(BpfFs.directory(path.instance), "slabs_*").size();
    }

    /// Some of all virtual services, the first and the last among them.
    private void assertServed(List<ServicePlan> services) {
        path.nextHopsOfAll();
        for (int i = 0; i < services.size(); i += Math.max(1, (services.size() - 1) / 40)) {
            ServicePlan service = services.get(i);
            Set<String> servers = service.servers().stream()
                    .map(server -> server.address().toString())
                    .collect(java.util.stream.Collectors.toSet());
            for (int client = 0; client < 8; client++) {
                assertThat(servers).contains(destination(service, client));
            }
        }
    }

    private String destination(ServicePlan service, int client) {
        return path.destinationOf(frame(service, client));
    }

    private static Frame frame(ServicePlan service, int client) {
        return NumberedFlows.ack(client)
                .to(service.service().vip().toString(), service.service().port());
    }

    private static Ring ring(int... servers) {
        List<Share> shares =
                IntStream.of(servers).mapToObj(i -> new Share("web-" + i, 100)).toList();
        Ring filled = new Maglev().fill(shares);
        return new Ring(IntStream.range(0, filled.size())
                .map(i -> servers[filled.slot(i)])
                .toArray());
    }

    private static List<ServicePlan> services(int set, int count, SlotChoice choice, Ring ring) {
        return IntStream.range(0, count)
                .mapToObj(n -> service(set, n, Math.min(SERVERS, Capacity.MAX_MEMBERS / count), choice, ring))
                .toList();
    }

    /// @param set no two have a virtual service in common
    private static ServicePlan service(int set, int number, int servers, SlotChoice choice, Ring ring) {
        IpAddress vip = IpAddress.parse("10." + set + "." + number / 200 + ".1");
        List<PlannedServer> planned = IntStream.range(0, servers)
                .mapToObj(i -> new PlannedServer(
                        "web-" + i,
                        IpAddress.parse("198." + (18 + set) + "." + i / 250 + "." + (1 + i % 250)),
                        ForwardingMethod.DSCP,
                        100))
                .toList();
        VirtualService service = new VirtualService(vip, Protocol.TCP, 1 + number % 200);
        return new ServicePlan(service, new Dscp(10), choice, planned, ring);
    }
}
