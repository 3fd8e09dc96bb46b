// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.conformance.Packet;

/// A flow of TCP in its middle.
///
/// @param ack    the packet that it sends again and again
/// @param server the next hop that its first packets went to
@SuppressWarnings("ArrayRecordComponent") // never compared
record EstablishedFlow(byte[] ack, String server) {
    private static final int SYN = 2;
    private static final int ACK = 0x10;
    private static final int CLIENTS = 250;

    /// @param number tells it from others of the virtual service; below 40,000
    static EstablishedFlow open(LivePrograms programs, VirtualService service, int number) {
        Packet packet = Packet.tcp()
                .from((service.vip().isV4() ? "203.0.113." : "2001:db8:c::") + (1 + number % CLIENTS))
                .to(service.vip().toString())
                .ports(20_000 + number, service.port());
        String server = programs.nextHop(0, packet.tcpFlags(SYN).bytes());
        byte[] ack = packet.tcpFlags(ACK).bytes();
        String again = programs.nextHop(0, ack);
        if (!server.contains(":") || !server.equals(again)) {
            throw new AssertionError("a flow to " + service + " went to " + server + " and then to " + again);
        }
        return new EstablishedFlow(ack, server);
    }

    /// Sends a packet.
    ///
    /// @param program which of those that are attached gets it
    /// @return where it went when that is not where the first ones went; empty otherwise
    String movedTo(LivePrograms programs, int program) {
        String now = programs.nextHop(program, ack);
        return now.equals(server) ? "" : now;
    }
}
