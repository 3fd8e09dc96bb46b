// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.Soak;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random sequences of changes under open flows, against what the documentation promises: a flow stays with its
/// real server until that is removed or given up, and a new flow goes to one that takes new sessions. `make
/// soak` runs 10,000 sequences.
@NeedsRoot
@Tag("faults")
class RandomChangesTest {
    private static final int SEQUENCES = Soak.or(10_000, 150);
    private static final int CHANGES = 12;
    private static final int FLOWS_PER_CHANGE = 12;
    private static final int SERVERS = 8;
    private static final int HASH_SLOTS = 101;
    private static final int CHANGES_PER_RESTART = 200;

    private static final byte[] SEGMENT = Frame.tcp(0).bytes();

    private enum Kind {
        ABSENT,
        TAKES,
        DRAINS,
        GIVEN_UP
    }

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Integer, Kind> servers = new TreeMap<>();
    /// By flow: the server that it is to stay with; a flow that lost its own is on nobody's list.
    private final Map<Integer, String> flows = new HashMap<>();
    private final List<String> story = new ArrayList<>();
    private SlotChoice choice = SlotChoice.NEXT;
    private boolean secondService;
    private int spread = 1;
    private int nextFlow;
    private PacketPath path =
            PacketPath.open("changes-" + ProcessHandle.current().pid());

    @Test
    void noFlowLeavesItsServerWithoutCause() {
        System.out.println("RandomChangesTest: seed " + seed + ", " + SEQUENCES + " sequences");
        try {
            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                begin(sequence);
                for (int change = 0; change < CHANGES; change++) {
                    change();
                    check();
                }
            }
        } finally {
            path.close();
        }
    }

    private void begin(int sequence) {
        story.clear();
        flows.clear();
        path.apply();
        path.passSeconds(7_600);
        choice = SlotChoice.values()[random.nextInt(SlotChoice.values().length)];
        spread = 1 + 15 * random.nextInt(2);
        servers.clear();
        for (int server = 1; server <= SERVERS; server++) {
            servers.put(server, random.nextBoolean() ? Kind.TAKES : Kind.ABSENT);
        }
        tell("seed " + seed + " sequence " + sequence + " " + choice + " spread " + spread + " " + servers);
        path.apply(plans());
    }

    private void change() {
        if (random.nextInt(CHANGES_PER_RESTART) == 0) {
            restart();
            return;
        }
        int server = 1 + random.nextInt(SERVERS);
        switch (random.nextInt(10)) {
            case 0 -> become(server, Kind.ABSENT);
            case 1, 2 -> become(server, Kind.DRAINS);
            case 3 -> become(server, Kind.GIVEN_UP);
            case 4, 5, 6 -> become(server, Kind.TAKES);
            case 7 -> {
                tell("settle");
                path.forwarder.settle();
            }
            case 8 -> {
                tell("time passes");
                path.passSeconds(1 + random.nextInt(20));
            }
            default -> {
                secondService = !secondService;
                tell("reload, second service " + secondService);
                path.apply(plans());
            }
        }
    }

    private void become(int server, Kind kind) {
        tell(server + " " + kind);
        servers.put(server, kind);
        if (kind == Kind.ABSENT || kind == Kind.GIVEN_UP) {
            flows.values().removeIf(address(server)::equals);
        }
        path.apply(plans());
    }

    private void restart() {
        tell("restart");
        path.leave();
        path = PacketPath.open("changes-" + ProcessHandle.current().pid());
        path.apply(plans());
    }

    private void check() {
        flows.forEach((flow, server) -> {
            String now = PacketPath.destination(path.run(frame(Frame.ACK, flow)).packet());
            if (!now.equals(server)) {
                throw new AssertionError("flow " + flow + " of " + server + " went to " + now + " after " + story);
            }
        });
        Set<String> takers = new HashSet<>();
        servers.forEach((server, kind) -> {
            if (kind == Kind.TAKES) {
                takers.add(address(server));
            }
        });
        for (int i = 0; i < FLOWS_PER_CHANGE; i++) {
            open(nextFlow++ % 60_000, takers);
        }
    }

    private void open(int flow, Set<String> takers) {
        BpfProgram.TestRun run = path.run(frame(Frame.SYN, flow));
        if (takers.isEmpty()) {
            assertThat(run.result()).as("nobody takes %s", story).isEqualTo(PacketPath.DROP);
            return;
        }
        String server = PacketPath.destination(run.packet());
        assertThat(takers).as("new flow %d after %s", flow, story).contains(server);
        path.run(frame(Frame.ACK, flow));
        flows.put(flow, server);
    }

    private void tell(String what) {
        story.add(what);
    }

    private ServicePlan[] plans() {
        ServicePlan first = plan(80);
        return secondService ? new ServicePlan[] {plan(443), first} : new ServicePlan[] {first};
    }

    private ServicePlan plan(int port) {
        List<PlannedServer> planned = new ArrayList<>();
        List<Integer> takers = new ArrayList<>();
        servers.forEach((server, kind) -> {
            if (kind == Kind.ABSENT) {
                return;
            }
            if (kind == Kind.TAKES) {
                takers.add(planned.size());
            }
            planned.add(new PlannedServer(
                    "web-" + server,
                    IpAddress.parse(address(server)),
                    ForwardingMethod.DSCP,
                    kind == Kind.TAKES ? 100 : 0,
                    kind != Kind.GIVEN_UP));
        });
        VirtualService service = new VirtualService(IpAddress.parse(PacketPath.VIP), Protocol.TCP, port);
        return PacketPath.inTurn(new ServicePlan(service, new Dscp(10), choice, planned, ring(takers)), spread);
    }

    /// Any assignment will do for the hash, also one that moves more than it must.
    private Ring ring(List<Integer> takers) {
        if (takers.isEmpty()) {
            return new Ring();
        }
        boolean hashed = choice != SlotChoice.TWO_CHOICES;
        int slots = hashed ? HASH_SLOTS : takers.size();
        int[] ring = new int[slots];
        for (int i = 0; i < slots; i++) {
            ring[i] = takers.get(hashed ? random.nextInt(takers.size()) : i);
        }
        return new Ring(ring);
    }

    private static String address(int server) {
        return "198.51.100." + server;
    }

    /// The program changes checksums and never looks whether they are right, so they may be wrong here.
    private static byte[] frame(int flags, int flow) {
        byte[] frame = SEGMENT.clone();
        frame[34] = (byte) (flow >> 8);
        frame[35] = (byte) flow;
        frame[47] = (byte) flags;
        return frame;
    }
}
