// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import dev.baro.lab.network.Command;
import java.util.ArrayList;
import java.util.List;

/// A TCP packet of a health check, as read by tshark, which shares no code with Baro.
///
/// @param seconds the time since the first packet of the capture
/// @param flags   `S`, `S+A`, `R`; a RST is `R`, with or without ACK
/// @param method  the method of the HTTP request in the packet; empty if there is none
/// @param status  the status of the HTTP response in the packet; empty if there is none
public record ProbePacket(
        double seconds,
        String source,
        String destination,
        int dscp,
        int sourcePort,
        int destinationPort,
        String flags,
        String method,
        String status) {
    private static final List<String> FIELDS = List.of(
            "frame.time_relative",
            "ip.src",
            "ipv6.src",
            "ip.dst",
            "ipv6.dst",
            "ip.dsfield.dscp",
            "ipv6.tclass.dscp",
            "tcp.srcport",
            "tcp.dstport",
            "tcp.flags",
            "http.request.method",
            "http.response.code");

    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    public static List<ProbePacket> read(Capture capture) {
        List<String> words =
                new ArrayList<>(List.of("tshark", "-n", "-r", capture.file().toString(), "-T", "fields"));
        FIELDS.forEach(field -> words.addAll(List.of("-e", field)));
        return Command.of(words).succeed().lines().map(ProbePacket::parse).toList();
    }

    static ProbePacket parse(String line) {
        String[] field = line.split("\t", -1);
        return new ProbePacket(
                Double.parseDouble(field[0]),
                field[1] + field[2],
                field[3] + field[4],
                Integer.parseInt(field[5] + field[6]),
                Integer.parseInt(field[7]),
                Integer.parseInt(field[8]),
                flags(Integer.decode(field[9])),
                field[10],
                field[11]);
    }

    /// The port of the endpoint that has this address.
    public int clientPort(String client) {
        return source.equals(client) ? sourcePort : destinationPort;
    }

    private static String flags(int flags) {
        if ((flags & RST) != 0) {
            return "R";
        }
        String ack = (flags & ACK) != 0 ? "A" : "";
        return (flags & SYN) != 0 ? ack.isEmpty() ? "S" : "S+A" : ack;
    }
}
