// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.bpf.BpfMap;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Reads the session table while the program writes it. Each session is one word, so no read
/// returns a half-written session.
final class SessionTable {

    /// @param number the real server's number
    record Session(int number, SessionState state, int idleSeconds) {}

    /// The number of sessions by real server and state.
    static final class Counts {
        private final long[] counts;

        private Counts(long[] counts) {
            this.counts = counts;
        }

        /// @param number the real server's number
        long of(int number, SessionState state) {
            return counts[number * STATES.length + state.ordinal()];
        }

        /// @return the counts of every state except [SessionState#FREE]
        Map<SessionState, Long> byState(int number) {
            Map<SessionState, Long> byState = new EnumMap<>(SessionState.class);
            for (SessionState state : STATES) {
                if (state != SessionState.FREE) {
                    byState.put(state, of(number, state));
                }
            }
            return byState;
        }
    }

    private static final int TICK_BITS = 13;
    /// A half-open session has only this many bits of the tick, and keeps bits of its sequence number
    /// in the other bits.
    private static final int TICK_BITS_OF_HALF_OPEN = 7;

    /// `SEQUENCE_MASK` of balancer/parse.h, for the highest bits of a 32-bit number.
    private static final int SEQUENCE_MASK = 0x3f;

    private static final int SEQUENCE_SHIFT = 26;

    private static final int SESSIONS_PER_BUCKET = 8;
    private static final SessionState[] STATES = SessionState.values();

    private final BpfMap sessions;
    private final BpfMap limits;

    SessionTable(BpfMap sessions, BpfMap limits) {
        this.sessions = sessions;
        this.limits = limits;
    }

    /// The capacity of the table.
    long places() {
        return (long) sessions.entries() * SESSIONS_PER_BUCKET;
    }

    /// Reads the whole table, in about 50 ms for ten million sessions.
    ///
    /// @return counts without expired sessions
    Counts count(int tick) {
        long[] counts = new long[(Layout.MAX_REAL_SERVERS + 1) * STATES.length];
        MemorySegment memory = sessions.memory();
        long places = places();
        for (long place = 0; place < places; place++) {
            long word = memory.getAtIndex(JAVA_LONG, place);
            if (word != 0 && !expired(word, tick)) {
                counts[number(word) * STATES.length + state(word)]++;
            }
        }
        return new Counts(counts);
    }

    /// The session of a flow.
    Optional<Session> find(long hash, int tick) {
        MemorySegment bucket = bucket(hash);
        for (int i = 0; i < SESSIONS_PER_BUCKET; i++) {
            long word = bucket.getAtIndex(JAVA_LONG, i);
            if (word != 0 && word >>> 32 == hash >>> 32 && !expired(word, tick)) {
                return Optional.of(new Session(number(word), STATES[state(word)], idle(word, tick)));
            }
        }
        return Optional.empty();
    }

    /// A sequence number at which a segment continues its flow; any number if the flow
    /// has no half-open session.
    int sequence(long hash) {
        MemorySegment bucket = bucket(hash);
        for (int i = 0; i < SESSIONS_PER_BUCKET; i++) {
            long word = bucket.getAtIndex(JAVA_LONG, i);
            if (word >>> 32 == hash >>> 32 && STATES[state(word)] == SessionState.HALF_OPEN) {
                return ((int) word >>> TICK_BITS_OF_HALF_OPEN & SEQUENCE_MASK) << SEQUENCE_SHIFT;
            }
        }
        return 0;
    }

    /// The bucket that contains the flow's session, if there is one.
    MemorySegment bucket(long hash) {
        return sessions.memory(bucketNumber(hash));
    }

    int bucketNumber(long hash) {
        return (int) ((hash & 0xffffffffL) * sessions.entries() >>> 32);
    }

    private boolean expired(long word, int tick) {
        return idle(word, tick) > limits.memory(0).getAtIndex(JAVA_INT, state(word));
    }

    private static int idle(long word, int tick) {
        int bits = STATES[state(word)] == SessionState.HALF_OPEN ? TICK_BITS_OF_HALF_OPEN : TICK_BITS;
        return tick - (int) word & (1 << bits) - 1;
    }

    private static int state(long word) {
        return (int) word >>> TICK_BITS & 7;
    }

    private static int number(long word) {
        return (int) word >>> 16;
    }
}
