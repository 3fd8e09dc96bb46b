// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

/// The header fields of one captured IPv4 TCP packet that the proofs check.
///
/// @param id       the IPv4 identification
/// @param sequence the sequence number as on the wire; like the acknowledgement, it is unsigned
public record Packet(
        int source,
        int destination,
        int dscp,
        int ecn,
        int id,
        int sourcePort,
        int destinationPort,
        long sequence,
        long acknowledgement) {

    /// The fields that do not change on the path from the client to the server, and that are unique to each
    /// packet of a test.
    public record Key(int sourcePort, int destinationPort, int id, long sequence, long acknowledgement) {}

    public Key key() {
        return new Key(sourcePort, destinationPort, id, sequence, acknowledgement);
    }

    /// An IPv4 address as the `int` of its four bytes in network order.
    public static int address(String dotted) {
        int value = 0;
        for (String part : dotted.split("\\.", -1)) {
            value = value << 8 | Integer.parseInt(part);
        }
        return value;
    }
}
