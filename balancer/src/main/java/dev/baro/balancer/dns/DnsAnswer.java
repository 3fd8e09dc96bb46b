// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.dns;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/// Judges whether a DNS server's message answers a query, from its header and question (RFC 1035 section
/// 4.1), not its records.
///
/// @param passed whether the message answers the query with an expected response code
/// @param words  a description for human readers
public record DnsAnswer(boolean passed, String words) {
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int TRUNCATED = 0x0200;
    private static final int RCODE = 0x000f;
    private static final int CASE = 0x20;

    /// The names of the response codes, indexed by number (RFC 1035 section 4.1.1, RFC 2136 section 2.2).
    private static final List<String> RCODES = List.of(
            "NOERROR",
            "FORMERR",
            "SERVFAIL",
            "NXDOMAIN",
            "NOTIMP",
            "REFUSED",
            "YXDOMAIN",
            "YXRRSET",
            "NXRRSET",
            "NOTAUTH",
            "NOTZONE");

    /// @param message the received part of the message; its records may be truncated
    /// @param expect  the expected response codes, separated by commas
    static DnsAnswer of(DnsQuery query, ByteBuffer message, String expect) {
        if (message.remaining() < DnsQuery.HEADER_BYTES) {
            return failed("not a DNS message: " + message.remaining() + " bytes, but the header alone needs 12");
        }
        ByteBuffer bytes = message.duplicate();
        int id = bytes.getShort() & 0xffff;
        int flags = bytes.getShort() & 0xffff;
        int questions = bytes.getShort() & 0xffff;
        int answers = bytes.getShort() & 0xffff;
        bytes.position(message.position() + DnsQuery.HEADER_BYTES);
        if (id != query.id()) {
            return failed("an answer to another query: id " + id + " instead of " + query.id());
        }
        if ((flags & RESPONSE) == 0 || (flags & OPCODE) != 0) {
            return failed("a DNS message that is not an answer to a query");
        }
        String code = rcode(flags & RCODE);
        if (Stream.of(expect.split(",", -1)).map(String::strip).noneMatch(code::equals)) {
            return failed("answered " + code + ", expected " + expect);
        }
        if (questions != 1 || !repeats(query.question(), bytes)) {
            return failed("answered " + code + " to another question");
        }
        String cut = (flags & TRUNCATED) == 0 ? "" : ", truncated";
        return new DnsAnswer(true, "answered " + code + ", " + answers + (answers == 1 ? " record" : " records") + cut);
    }

    private static DnsAnswer failed(String words) {
        return new DnsAnswer(false, words);
    }

    private static String rcode(int number) {
        return number < RCODES.size() ? RCODES.get(number) : "RCODE " + number;
    }

    /// Compares the questions, ignoring case, because a server may change the case of the name (RFC 4343).
    private static boolean repeats(ByteBuffer question, ByteBuffer bytes) {
        if (bytes.remaining() < question.remaining()) {
            return false;
        }
        for (int i = 0; i < question.remaining(); i++) {
            if (lower(question.get(question.position() + i)) != lower(bytes.get(bytes.position() + i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | CASE : octet;
    }
}
