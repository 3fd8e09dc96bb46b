// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.instructions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import dev.baro.dataplane.compiler.BpfCompiler;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How many instructions a packet takes, counted one by one: a change that makes the packet path dearer shows here,
/// on any machine. Compilers differ, so each distribution's own has its number, and the versions between them stay
/// within a band of one of the two; a new number is a decision to be made in the open.
@NeedsRoot
@Tag("instructions")
class InstructionCountTest {
    private static final String VIP6 = "2001:db8:a::10";
    private static final int NEXT = 80;
    private static final int HASH = 81;
    private static final int TWO = 82;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final double BAND = 0.08;

    /// @param before of the same flow, run first
    record Row(String name, int instructions, Packet packet, List<Packet> before) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Row> straightPath() {
        return List.of(
                established("established, hash", counted(393, 396), Packet.tcp(), HASH),
                established("established, next", counted(451, 459), Packet.tcp(), NEXT),
                established("established, two choices", counted(451, 459), Packet.tcp(), TWO),
                established("established, hash, IPv6", counted(385, 392), v6(Packet.tcp()), HASH),
                established("established, next, IPv6", counted(443, 456), v6(Packet.tcp()), NEXT),
                fresh("udp, hash", counted(410, 392), Packet.udp(), HASH),
                fresh("syn, hash", counted(421, 403), Packet.tcp().tcpFlags(SYN), HASH),
                fresh("not a VIP", counted(147, 157), Packet.tcp().to("192.0.2.9"), NEXT),
                fresh("not a VIP, IPv6", counted(146, 161), v6(Packet.tcp()).to("2001:db8:a::9"), NEXT));
    }

    static List<Row> opening() {
        return List.of(
                fresh("syn, next", counted(952, 927), Packet.tcp().tcpFlags(SYN), NEXT),
                fresh("syn, two choices", counted(1014, 993), Packet.tcp().tcpFlags(SYN), TWO),
                fresh("udp, next", counted(954, 928), Packet.udp(), NEXT));
    }

    private static PacketPath path;

    @BeforeAll
    static void open() {
        path = PacketPath.open();
        path.apply(Stream.of(PacketPath.VIP, VIP6)
                .flatMap(vip -> Stream.of(Protocol.values())
                        .flatMap(protocol ->
                                Stream.of(SlotChoice.values()).map(choice -> service(vip, protocol, choice))))
                .toArray(ServicePlan[]::new));
    }

    @AfterAll
    static void close() {
        path.close();
    }

    @ParameterizedTest
    @MethodSource("straightPath")
    void straightPathStaysAsShortAsItIsAndCallsNoHelper(Row row) {
        BpfMachine.Run run = count(row);

        assertThat(run.helpers()).isEmpty();
        assertThat(run.instructions()).isCloseTo(row.instructions(), within((int) (row.instructions() * BAND)));
    }

    @ParameterizedTest
    @MethodSource("opening")
    void openingASessionStaysAsDearAsItIs(Row row) {
        BpfMachine.Run run = count(row);

        assertThat(run.helpers()).isEmpty();
        assertThat(run.instructions()).isCloseTo(row.instructions(), within((int) (row.instructions() * BAND)));
    }

    /// The machine does what the kernel does with the same packet, or its count would mean nothing.
    private static BpfMachine.Run count(Row row) {
        row.before().forEach(packet -> path.run(packet.bytes()));
        BpfMachine.Run run = path.machine().run(row.packet().bytes());
        BpfProgram.TestRun kernel = path.run(row.packet().bytes());
        System.out.println("InstructionCountTest: " + row + ": " + run.instructions());
        assertThat(run.action()).isEqualTo(kernel.result());
        assertThat(run.frame()).isEqualTo(kernel.packet());
        return run;
    }

    /// @param clang14 of Debian 12
    /// @param clang19 of Debian 13
    private static int counted(int clang14, int clang19) {
        return BpfCompiler.OF_THE_BUILD.majorVersion() <= 16 ? clang14 : clang19;
    }

    private static Row established(String name, int instructions, Packet packet, int port) {
        Packet flow = packet.ports(port * 100, port);
        return new Row(name, instructions, flow.tcpFlags(ACK), List.of(flow.tcpFlags(SYN), flow.tcpFlags(ACK)));
    }

    private static Row fresh(String name, int instructions, Packet packet, int port) {
        return new Row(name, instructions, packet.ports(port * 100 + 1, port), List.of());
    }

    private static Packet v6(Packet packet) {
        return packet.from("2001:db8:c::7").to(VIP6);
    }

    private static ServicePlan service(String vip, Protocol protocol, SlotChoice choice) {
        boolean v4 = !vip.contains(":");
        List<PlannedServer> servers = Stream.of(1, 2, 3)
                .map(number -> IpAddress.parse((v4 ? "198.51.100." : "2001:db8:64::") + number))
                .map(address -> new PlannedServer("web-" + address, address, ForwardingMethod.DSCP, 100))
                .toList();
        int port = switch (choice) {
            case NEXT -> NEXT;
            case HASH -> HASH;
            case TWO_CHOICES -> TWO;
        };
        VirtualService service = new VirtualService(IpAddress.parse(vip), protocol, port);
        return new ServicePlan(service, new Dscp(10), choice, servers, new Ring(0, 1, 2));
    }
}
