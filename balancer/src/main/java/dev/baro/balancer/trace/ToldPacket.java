// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.core.api.TraceReport;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.trace.TracedPacket;
import java.util.Base64;

/// A packet in the form that a trace reports.
///
/// @param before the packet's headers on arrival
record ToldPacket(TracedPacket packet, FrameHeaders before) {
    PacketOutcome outcome() {
        return PacketOutcome.values()[packet.outcome()];
    }

    /// @param number  1 for the first packet of a trace
    /// @param seconds the time since the trace began
    /// @param server  the server's name; empty: none
    TraceReport.Packet report(long number, double seconds, String reason, String server) {
        return new TraceReport.Packet(
                number,
                seconds,
                Interfaces.name(packet.ifindex()).orElse("interface " + packet.ifindex()),
                outcome().word(),
                reason,
                server,
                packet.action() >= TracedPacket.PASSED && outcome() != PacketOutcome.NOT_A_VIP,
                frame(before, packet.before(), packet.bytesBefore()),
                frame(FrameHeaders.of(packet.after()), packet.after(), packet.bytesAfter()));
    }

    private static TraceReport.Frame frame(FrameHeaders headers, byte[] frame, int bytes) {
        return new TraceReport.Frame(headers.text(), bytes, Base64.getEncoder().encodeToString(frame));
    }
}
