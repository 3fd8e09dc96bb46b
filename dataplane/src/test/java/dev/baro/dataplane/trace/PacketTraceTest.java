// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The running program, watched from outside.
@NeedsRoot
@Tag("program")
class PacketTraceTest {
    private static final IpAddress VIP = IpAddress.parse(PacketPath.VIP);
    private static final IpAddress CLIENT = IpAddress.parse("203.0.113.7");
    private static final int DESTINATION = 14 + 16;
    /// Loose, by one router (RFC 791 section 3.1), and the end of options.
    private static final byte[] SOURCE_ROUTE = {(byte) 131, 7, 4, (byte) 198, 51, 100, 9, 0};

    @AutoClose
    private final PacketPath path = PacketPath.open();

    @Test
    void showsAPacketBeforeAndAfterItsRewrite() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        byte[] frame = Frame.tcp(Frame.SYN).bytes();

        List<TracedPacket> seen = trace(new TraceFilter(CLIENT, 40_000, VIP, 80), 10, frame);

        assertThat(seen).hasSize(1);
        TracedPacket packet = seen.getFirst();
        assertThat(packet.before()).isEqualTo(frame);
        assertThat(destination(packet.before())).isEqualTo(VIP);
        assertThat(destination(packet.after()).toString()).startsWith("198.51.100.");
        assertThat(packet.outcome()).isEqualTo(PacketOutcome.FORWARDED.ordinal());
        assertThat(packet.action()).isEqualTo(3);
        assertThat(packet.opened()).isTrue();
        assertThat(packet.server()).isPositive();
        assertThat(packet.ifindex()).isEqualTo(1);
    }

    static List<Arguments> faults() {
        return List.of(
                arguments(
                        "port",
                        PacketOutcome.PORT_NOT_SERVED,
                        syn().to(PacketPath.VIP, 81).bytes()),
                arguments(
                        "no server",
                        PacketOutcome.NO_SERVER,
                        syn().to(PacketPath.VIP, 443).bytes()),
                arguments("TTL", PacketOutcome.TTL_EXPIRED, syn().ttl(1).bytes()),
                arguments(
                        "protocol",
                        PacketOutcome.OTHER_PROTOCOL,
                        Frame.udp(8).protocol(47).bytes()),
                arguments(
                        "source route",
                        PacketOutcome.SOURCE_ROUTED,
                        syn().options(SOURCE_ROUTE).bytes()),
                arguments(
                        "fragment",
                        PacketOutcome.FRAGMENT_UNKNOWN,
                        Frame.udp(8).fragment(185).bytes()),
                arguments("length", PacketOutcome.MALFORMED, cut(syn())),
                arguments(
                        "martian",
                        PacketOutcome.MARTIAN,
                        syn().from("127.0.0.1", 40_000).bytes()),
                arguments(
                        "looped",
                        PacketOutcome.MARTIAN,
                        syn().from(PacketPath.VIP, 40_000).bytes()),
                arguments(
                        "no VIP",
                        PacketOutcome.NOT_A_VIP,
                        syn().to("192.0.2.11", 80).bytes()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("faults")
    void namesTheLastPlaceOfAPacket(String fault, PacketOutcome outcome, byte[] frame) {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6), service(Protocol.TCP, 443, SlotChoice.NEXT, 0));
        IpAddress to = IpAddress.parse(PacketPath.destination(frame));

        List<TracedPacket> seen = trace(new TraceFilter(TraceFilter.ANY, 0, to, 0), 10, frame);

        assertThat(seen)
                .as(fault)
                .extracting(packet -> PacketOutcome.values()[packet.outcome()])
                .containsExactly(outcome);
        assertThat(seen).allSatisfy(packet -> assertThat(packet.before()).isEqualTo(frame));
    }

    /// Shorter than its IP header says.
    private static byte[] cut(Frame frame) {
        return Arrays.copyOf(frame.bytes(), frame.bytes().length - 8);
    }

    private static Frame syn() {
        return Frame.tcp(Frame.SYN);
    }

    @Test
    void leavesOutWhatIsNotWanted() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        byte[] other = Frame.tcp(Frame.SYN).from("203.0.113.8", 40_000).bytes();
        byte[] otherPort = Frame.tcp(Frame.SYN).from("203.0.113.7", 40_001).bytes();

        assertThat(trace(new TraceFilter(CLIENT, 40_000, VIP, 80), 10, other, otherPort))
                .isEmpty();
        assertThat(trace(new TraceFilter(TraceFilter.ANY, 0, VIP, 80), 10, other, otherPort))
                .hasSize(2);
    }

    @Test
    void keepsAsManyPacketsAsWereWanted() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        byte[] frame = Frame.tcp(Frame.SYN).bytes();

        assertThat(trace(new TraceFilter(CLIENT, 0, VIP, 0), 3, frame, frame, frame, frame, frame))
                .hasSize(3);
    }

    @Test
    void seesNothingOnceItIsClosed() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        byte[] frame = Frame.tcp(Frame.SYN).bytes();
        trace(new TraceFilter(CLIENT, 0, VIP, 0), 3, frame);

        path.forwarder.program().testRun(frame, 0, 1);

        assertThat(trace(new TraceFilter(CLIENT, 0, VIP, 0), 3)).isEmpty();
    }

    private List<TracedPacket> trace(TraceFilter wanted, int packets, byte[]... frames) {
        try (PacketTrace trace = path.forwarder.tracing().begin(wanted, packets)) {
            for (byte[] frame : frames) {
                path.forwarder.program().testRun(frame, 0, 1);
            }
            List<TracedPacket> seen = trace.poll(Duration.ZERO);
            assertThat(trace.lost()).isZero();
            return seen;
        } finally {
            path.forwarder.tracing().end();
        }
    }

    private static IpAddress destination(byte[] frame) {
        return IpAddress.of(Arrays.copyOfRange(frame, DESTINATION, DESTINATION + 4));
    }
}
