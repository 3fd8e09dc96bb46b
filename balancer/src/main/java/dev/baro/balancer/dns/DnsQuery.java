// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.dns;

import dev.baro.core.model.ApplicationCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// The query of a DNS check (RFC 1035 section 4), without EDNS. Building the query does not resolve the name.
///
/// @param id        the ID, 0 to 65535, which the answer repeats
/// @param question  the name, type and class, which are the same in the query and the answer (section 4.1.2)
/// @param recursive whether the query requests recursion (RD, section 4.1.1)
record DnsQuery(int id, ByteBuffer question, boolean recursive) {
    static final int HEADER_BYTES = 12;

    /// The numbers of the record types (RFC 1035 section 3.2.2, RFC 3596, RFC 2782, RFC 4034, RFC 9460).
    private static final Map<String, Integer> TYPES = Map.ofEntries(
            Map.entry("A", 1),
            Map.entry("NS", 2),
            Map.entry("CNAME", 5),
            Map.entry("SOA", 6),
            Map.entry("PTR", 12),
            Map.entry("MX", 15),
            Map.entry("TXT", 16),
            Map.entry("AAAA", 28),
            Map.entry("SRV", 33),
            Map.entry("DNSKEY", 48),
            Map.entry("HTTPS", 65));

    private static final int CLASS_IN = 1;
    private static final int RECURSION_DESIRED = 0x0100;

    /// The maximum size of a question: a name of 255 octets, including its length octets, plus the
    /// type and the class.
    private static final int MAX_QUESTION = 259;

    DnsQuery {
        question = question.asReadOnlyBuffer();
    }

    /// @param id the message's ID; only its low 16 bits are used
    static DnsQuery of(ApplicationCheck.Dns check, int id) {
        ByteBuffer question = ByteBuffer.allocate(MAX_QUESTION);
        for (String label : check.name().split("\\.", -1)) {
            if (!label.isEmpty()) { // the part after a final dot is empty
                question.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
            }
        }
        int type = Optional.ofNullable(TYPES.get(check.type()))
                .orElseThrow(() -> new IllegalArgumentException("there is no number for type " + check.type()));
        question.put((byte) 0).putShort((short) type).putShort((short) CLASS_IN);
        return new DnsQuery(id & 0xffff, question.flip(), check.recursive());
    }

    /// The query as the payload of a datagram.
    ByteBuffer datagram() {
        return put(ByteBuffer.allocate(length())).flip();
    }

    /// The query preceded by its length, as sent on a connection (section 4.2.2).
    ByteBuffer segment() {
        return put(ByteBuffer.allocate(Short.BYTES + length()).putShort((short) length()))
                .flip();
    }

    private int length() {
        return HEADER_BYTES + question.remaining();
    }

    private ByteBuffer put(ByteBuffer to) {
        to.putShort((short) id).putShort((short) (recursive ? RECURSION_DESIRED : 0));
        to.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        return to.put(question.duplicate());
    }
}
