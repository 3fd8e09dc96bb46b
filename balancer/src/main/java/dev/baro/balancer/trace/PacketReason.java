// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.trace.TracedPacket;

/// Describes in a sentence what the program did with a packet, and why.
final class PacketReason {
    private PacketReason() {}

    /// @param server the server's name; empty if none was chosen
    /// @param entry  the state of the session's entry; empty if the session has no entry
    static String of(PacketOutcome outcome, TracedPacket packet, String server, String entry) {
        return switch (outcome) {
            case FORWARDED, REDIRECTED -> to(packet, server, entry);
            case ROUTED_BY_KERNEL -> to(packet, server, entry) + "; the kernel routes it";
            case NOT_A_VIP -> "no VIP has this address, or the frame was sent to another host: passed to the kernel";
            case ANSWERED -> "the balancer itself answers it: echo, ARP or neighbour solicitation";
            case TOO_BIG -> "larger than the MTU on the way to " + server + ": answered with packet too big";
            case PORT_NOT_SERVED -> "no virtual service of this VIP has this protocol and port: dropped";
            case NO_SERVER -> "no real server takes it: dropped";
            case UNSERVED_REFUSED -> "no virtual service of this VIP has this protocol and port: refused";
            case NO_SERVER_REFUSED -> "no real server takes it: refused";
            case NO_ROUTE -> "no route to " + server + ": dropped";
            case TTL_EXPIRED -> "its TTL or hop limit is used up: answered with time exceeded";
            case FRAGMENT_UNKNOWN -> "a later fragment whose first fragment has not been seen: dropped";
            case SOURCE_ROUTED -> "it carries a source route: dropped";
            case LOOPED -> "a real server without the VIP sent it back: dropped";
            case MARTIAN -> "no client can have this source address: dropped";
            case OTHER_PROTOCOL -> "its protocol is neither forwarded nor answered: dropped";
            case MALFORMED -> "its contents do not match its headers: dropped";
        };
    }

    private static String to(TracedPacket packet, String server, String entry) {
        if (packet.opened()) {
            return "a new session, to " + server;
        }
        if (packet.repeated()) {
            return "a repeated SYN, to " + server;
        }
        return entry.isEmpty()
                ? "no entry: by the hash of the flow, to " + server
                : "an entry (" + entry + "), to " + server;
    }
}
