// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import dev.baro.lab.network.Command;
import dev.baro.lab.network.TestVip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A TCP packet of any IP version, tunnelled or not, as read by tshark, which shares no code with Baro.
///
/// @param sources      the source addresses of its IP headers, the outermost first
/// @param destinations the destination addresses of its IP headers, the outermost first
/// @param dscp         the DSCP value of the outermost IP header
/// @param clientPort   the port that is not 80
/// @param valid        whether all its checksums are correct: of IPv4 headers and of TCP
public record WirePacket(
        String macDestination,
        List<String> sources,
        List<String> destinations,
        int dscp,
        int clientPort,
        boolean valid) {
    private static final String GOOD = "1";

    private static final List<String> FIELDS = List.of(
            "eth.dst",
            "ip.src",
            "ipv6.src",
            "ip.dst",
            "ipv6.dst",
            "ip.dsfield.dscp",
            "ipv6.tclass.dscp",
            "tcp.srcport",
            "tcp.dstport",
            "ip.checksum.status",
            "tcp.checksum.status",
            "tcp.checksum.ffff");

    public WirePacket {
        sources = List.copyOf(sources);
        destinations = List.copyOf(destinations);
    }

    /// @return the TCP packets in the order of the capture; all other packets are left out
    public static List<WirePacket> read(Capture capture) {
        List<String> words =
                new ArrayList<>(List.of("tshark", "-n", "-r", capture.file().toString(), "-Y", "tcp"));
        Stream.of(
                        "ip.check_checksum:TRUE",
                        "tcp.check_checksum:TRUE",
                        "tcp.analyze_sequence_numbers:FALSE",
                        "tcp.desegment_tcp_streams:FALSE")
                .forEach(option -> words.addAll(List.of("-o", option)));
        words.addAll(List.of("--disable-protocol", "http", "-T", "fields"));
        FIELDS.forEach(field -> words.addAll(List.of("-e", field)));
        return Command.of(words).succeed().lines().map(WirePacket::parse).toList();
    }

    /// Parses a line of tab-separated fields, in which several values of one field are separated by commas. Of
    /// the two zeros of ones' complement, Linux writes 0xffff if it computes a TCP checksum in software, and
    /// receivers accept it (RFC 1624), but tshark reports it as wrong and adds the field `tcp.checksum.ffff`.
    static WirePacket parse(String line) {
        String[] fields = line.split("\t", -1);
        int from = Integer.parseInt(fields[7]);
        int to = Integer.parseInt(fields[8]);
        boolean validTcp = values(fields[10]).stream().allMatch(GOOD::equals) || !fields[11].isEmpty();
        return new WirePacket(
                fields[0],
                values(fields[1], fields[2]),
                values(fields[3], fields[4]),
                Integer.parseInt(values(fields[5], fields[6]).getFirst()),
                from == TestVip.HTTP ? to : from,
                validTcp && values(fields[9]).stream().allMatch(GOOD::equals));
    }

    private static List<String> values(String... fields) {
        return Arrays.stream(fields)
                .flatMap(field -> Arrays.stream(field.split(",", -1)))
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
