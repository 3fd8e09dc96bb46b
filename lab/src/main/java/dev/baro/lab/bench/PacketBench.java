// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.dscp.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.BpfProgram;
import dev.baro.dataplane.Forwarder;
import java.util.ArrayList;
import java.util.List;

/// Nanoseconds per packet of the real program, beside a bare `return XDP_TX` in the same round. On a shared machine the
/// figures drift and the ratios do not: trust the ratios.
public final class PacketBench {

    private record Scenario(String name, IpAddress destination, int tcpFlags, int flows, int action) {}

    private static final int ROUNDS = 21;
    private static final int PACKETS_PER_ROUND = 250_000;

    private static final int PASS = 2;
    private static final int TX = 3;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int EVERY_PACKET_ANOTHER = 1 << 30;
    private static final IpAddress VIP = IpAddress.parse("192.0.2.10");
    private static final int SERVERS = 6;
    private static final int MAX_SESSIONS = 1 << 16;

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario("not a VIP", IpAddress.parse("192.0.2.99"), ACK, 1024, PASS),
            new Scenario("session hit, 1,024 flows", VIP, ACK, 1024, TX),
            new Scenario("new session each packet", VIP, SYN, EVERY_PACKET_ANOTHER, TX));

    private PacketBench() {}

    /// Measures every scenario. The network namespace must route 198.51.100.0/24 with known neighbours.
    public static BenchReport run() {
        Forwarder.Options options = new Forwarder.Options("bench", List.of(), MAX_SESSIONS, List.of());
        Forwarder.remove("bench");
        try (Drive drive = Drive.load();
                Forwarder forwarder = Forwarder.open(options)) {
            forwarder.apply(plan());
            openSessions(drive, forwarder.program());
            List<BenchReport.Scenario> measured = SCENARIOS.stream()
                    .map(scenario -> measure(scenario, drive, forwarder.program()))
                    .toList();
            return new BenchReport(ROUNDS, PACKETS_PER_ROUND, measured);
        } finally {
            Forwarder.remove("bench");
        }
    }

    /// The hit scenario wants established sessions, so each flow's SYN comes first.
    private static void openSessions(Drive drive, BpfProgram program) {
        drive.packets(VIP, SYN, 1024);
        drive.nsPerPacket(program, 1024, TX);
    }

    private static BenchReport.Scenario measure(Scenario scenario, Drive drive, BpfProgram program) {
        drive.packets(scenario.destination(), scenario.tcpFlags(), scenario.flows());
        List<Integer> bare = new ArrayList<>();
        List<Integer> baro = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            int bareNs = drive.nsPerPacket(drive.bare(), PACKETS_PER_ROUND, TX);
            int baroNs = drive.nsPerPacket(program, PACKETS_PER_ROUND, scenario.action());
            if (round > 0) { // the first one warms caches
                bare.add(bareNs);
                baro.add(baroNs);
            }
        }
        return BenchReport.Scenario.of(scenario.name(), bare, baro);
    }

    private static Plan plan() {
        List<PlannedServer> servers = new ArrayList<>();
        int[] slots = new int[SERVERS];
        for (int i = 0; i < SERVERS; i++) {
            IpAddress address = IpAddress.parse("198.51.100." + (i + 1));
            servers.add(new PlannedServer("web-" + (i + 1), address, ForwardingMethod.DSCP, 100));
            slots[i] = i;
        }
        VirtualService service = new VirtualService(VIP, Protocol.TCP, 80);
        return new Plan(List.of(new ServicePlan(service, new Dscp(10), SlotChoice.NEXT, servers, new Ring(slots))));
    }
}
