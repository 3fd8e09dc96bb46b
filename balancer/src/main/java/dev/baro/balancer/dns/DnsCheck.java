// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.dns;

import dev.baro.core.model.ApplicationCheck;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The part of a DNS probe that is independent of its socket: the query and the answer.
public final class DnsCheck {
    /// Enough for the header and the question of an answer. The records that follow are not read.
    private static final int READ_BYTES = 512;

    private final DnsQuery query;
    private final String expect;
    private final ByteBuffer stream = ByteBuffer.allocate(Short.BYTES + READ_BYTES);

    private DnsCheck(DnsQuery query, String expect) {
        this.query = query;
        this.expect = expect;
    }

    /// Creates a check with a random ID, so that the answer to an earlier probe does not match.
    public static DnsCheck of(ApplicationCheck.Dns check, RandomGenerator random) {
        return new DnsCheck(DnsQuery.of(check, random.nextInt()), check.expect());
    }

    public ByteBuffer datagram() {
        return query.datagram();
    }

    public ByteBuffer segment() {
        return query.segment();
    }

    /// @param message a whole datagram
    public DnsAnswer judge(ByteBuffer message) {
        return DnsAnswer.of(query, message, expect);
    }

    /// Processes data received on a connection.
    ///
    /// @return the answer; empty while more data is needed
    public Optional<DnsAnswer> take(ByteBuffer bytes) {
        while (bytes.hasRemaining() && stream.hasRemaining()) {
            stream.put(bytes.get());
        }
        if (stream.position() < Short.BYTES) {
            return Optional.empty();
        }
        int announced = Math.min(stream.getShort(0) & 0xffff, READ_BYTES);
        if (stream.position() - Short.BYTES < announced) {
            return Optional.empty();
        }
        return Optional.of(judge(stream.duplicate().flip().position(Short.BYTES).limit(Short.BYTES + announced)));
    }

    /// How many bytes of the answer have been received so far.
    public int taken() {
        return stream.position();
    }
}
