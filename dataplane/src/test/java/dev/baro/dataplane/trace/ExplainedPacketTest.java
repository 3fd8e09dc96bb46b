// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import static dev.baro.dataplane.forward.PacketPath.inTurn;
import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.forward.Tracing.Choice;
import dev.baro.dataplane.forward.Tracing.Explained;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.trace.FlowFrame.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is said of a packet that was not sent, beside what the running program does with the same one.
@NeedsRoot
@Tag("program")
class ExplainedPacketTest {
    private static final IpAddress VIP = IpAddress.parse(PacketPath.VIP);
    private static final IpAddress CLIENT = IpAddress.parse("203.0.113.7");
    private static final List<Byte> MAC = List.of((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
    private static final int FLOWS = 60;

    @AutoClose
    private final PacketPath path = PacketPath.open();

    @AutoClose
    private final DryRun run = loaded();

    private DryRun loaded() {
        DryRun loaded = path.forwarder.tracing().dryRun();
        loaded.load();
        return loaded;
    }

    @ParameterizedTest
    @EnumSource
    void aFirstPacketGoesWhereItWasSaid(SlotChoice choice) {
        path.apply(service(Protocol.TCP, 80, choice, 6));

        IntStream.range(0, FLOWS).forEach(flow -> goesWhereItWasSaid(flow, Kind.SYN));
    }

    @ParameterizedTest
    @EnumSource
    void aPacketInTheMiddleGoesWhereItWasSaid(SlotChoice choice) {
        path.apply(service(Protocol.TCP, 80, choice, 6));
        IntStream.range(0, FLOWS).forEach(flow -> send(flow, Kind.SYN));

        IntStream.range(0, FLOWS).forEach(flow -> goesWhereItWasSaid(flow, Kind.ACK));
        path.passSeconds(2);
        IntStream.range(0, FLOWS).forEach(flow -> goesWhereItWasSaid(flow, Kind.ACK));
    }

    @ParameterizedTest
    @EnumSource
    void flowsOfMovedSlotsGoWhereItWasSaid(SlotChoice choice) {
        path.apply(service(Protocol.TCP, 80, choice, 6));
        IntStream.range(0, FLOWS / 2).forEach(flow -> send(flow, Kind.SYN));
        IntStream.range(0, FLOWS / 2).forEach(flow -> send(flow, Kind.ACK));

        path.apply(service(Protocol.TCP, 80, choice, 5));

        IntStream.range(0, FLOWS / 2).forEach(flow -> goesWhereItWasSaid(flow, Kind.ACK));
        IntStream.range(FLOWS / 2, FLOWS).forEach(flow -> goesWhereItWasSaid(flow, Kind.SYN));
    }

    @Test
    void aDatagramGoesWhereItWasSaid() {
        path.apply(service(Protocol.UDP, 53, SlotChoice.NEXT, 6));

        IntStream.range(0, FLOWS).forEach(flow -> goesWhereItWasSaid(flow, Kind.DATAGRAM));
    }

    /// The first slab has room for some sixty of these.
    @Test
    void ringsBesideTheFirstSlabAreReadToo() {
        Ring ring = new Ring(IntStream.range(0, 16_381).map(i -> i % 6).toArray());
        path.apply(IntStream.rangeClosed(1, 100)
                .mapToObj(port -> service(Protocol.TCP, port, SlotChoice.HASH, 6, ring))
                .toArray(ServicePlan[]::new));

        Explained last = explain(flow(1, Protocol.TCP, 100), Kind.SYN);

        assertThat(last.choice().orElseThrow().slots()).isEqualTo(16_381);
        assertThat(last.server())
                .isEqualTo(last.choice().orElseThrow().inSlot())
                .startsWith("web-");
    }

    @Test
    void tellsBySlotTurnAndEntryWhatItWasChosenBy() {
        path.apply(inTurn(service(Protocol.TCP, 80, SlotChoice.NEXT, 6), 1));

        Choice first = explain(Kind.SYN).choice().orElseThrow();
        send(7, Kind.SYN);
        Choice again = explain(Kind.SYN).choice().orElseThrow();
        Choice middle = explain(Kind.ACK).choice().orElseThrow();

        assertThat(first.slots()).isPositive();
        assertThat(first.slot()).isBetween(0, first.slots() - 1);
        assertThat(first.turnOf()).isEqualTo(first.inSlot()).startsWith("web-");
        assertThat(first.found().state()).isEqualTo(SessionState.FREE);
        assertThat(first.left()).isEqualTo(SessionState.HALF_OPEN);
        assertThat(again.found()).isEqualTo(new Flow.Status(first.inSlot(), SessionState.HALF_OPEN, 0));
        assertThat(again.turnOf()).isEmpty();
        assertThat(middle.left()).as("the hash says the same").isEqualTo(SessionState.FREE);
    }

    @Test
    void saysWhyAPacketIsDropped() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6), service(Protocol.TCP, 443, SlotChoice.NEXT, 0));

        Explained unserved = explain(flow(7, Protocol.TCP, 81), Kind.SYN);
        Explained noServer = explain(flow(7, Protocol.TCP, 443), Kind.SYN);

        assertThat(outcome(unserved.packet())).isEqualTo(PacketOutcome.PORT_NOT_SERVED);
        assertThat(unserved.choice()).isEmpty();
        assertThat(outcome(noServer.packet())).isEqualTo(PacketOutcome.NO_SERVER);
        assertThat(noServer.server()).isEmpty();
        assertThat(noServer.choice().orElseThrow().slots()).isZero();
    }

    private void goesWhereItWasSaid(int number, Kind kind) {
        Protocol protocol = kind == Kind.DATAGRAM ? Protocol.UDP : Protocol.TCP;
        int port = kind == Kind.DATAGRAM ? 53 : 80;
        String before = path.written();

        Explained said = explain(flow(number, protocol, port), kind);

        assertThat(path.written()).as("nothing has changed").isEqualTo(before);
        BpfProgram.TestRun done = path.run(said.packet().before());
        assertThat(done.packet()).isEqualTo(said.packet().after());
        assertThat(done.result()).isEqualTo(said.packet().action());
        String address = PacketPath.destination(done.packet());
        assertThat(said.server()).isEqualTo("web-" + address.substring(address.lastIndexOf('.') + 1));
    }

    private void send(int number, Kind kind) {
        Flow flow = flow(number, Protocol.TCP, 80);
        path.run(new FlowFrame(kind, flow.client(), flow.port(), VIP, 80, 0).bytes(MAC));
    }

    private Explained explain(Kind kind) {
        return explain(flow(7, Protocol.TCP, 80), kind);
    }

    private Explained explain(Flow flow, Kind kind) {
        return path.forwarder.tracing().explain(run, flow, kind, 0, MAC);
    }

    private static Flow flow(int number, Protocol protocol, int port) {
        return new Flow(CLIENT, 40_000 + number, new VirtualService(VIP, protocol, port));
    }

    private static PacketOutcome outcome(TracedPacket packet) {
        return PacketOutcome.values()[packet.outcome()];
    }
}
