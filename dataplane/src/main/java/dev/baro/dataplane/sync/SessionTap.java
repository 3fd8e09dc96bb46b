// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.ObjectInfo;
import dev.baro.dataplane.bpf.RingBuffer;
import dev.baro.dataplane.kernel.Fd;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Accesses the session table on behalf of peers: reads changes of this balancer's sessions, reads the
/// whole table, and enters copies of peers' sessions. It opens the maps itself, so it stays usable after
/// the forwarder closes them.
///
/// Any thread may call [#enter] and [#end]. Only one thread may call the other methods.
public final class SessionTap implements AutoCloseable {
    private static final int SESSIONS_PER_BUCKET = 8;
    private static final int TICK_MASK = 0x1fff;
    private static final int HALF_OPEN_TICK_MASK = 0x7f;
    private static final int STATE_SHIFT = 13;
    private static final int LOAD_BYTES = 16;
    private static final int TRIES = 4;
    /// The number of reads that empty the ring buffer, even while the program continues to write.
    private static final int DISCARDS = 4;
    /// A session that received a packet within this time is kept, whatever a peer reports.
    private static final int RESTS_SECONDS = 3;

    // `enum session_state` of balancer/maps.h; a test compares them.
    static final int FREE = 0;
    static final int HALF_OPEN = 1;
    static final int CLOSING = 3;
    static final int COPY = 4;
    static final int ESTABLISHED = 5;
    static final int UDP = 6;
    static final int AFFINITY = 7;

    // `struct limits` and `struct time` of balancer/limits.h; a test compares them.
    static final int HAS_PEERS = 44;
    static final int UNTOLD = 108;
    static final int LIMITS_BYTES = 48;
    static final int TIME_BYTES = 112;

    private static final VarHandle WORD = JAVA_LONG.varHandle();
    private static final VarHandle COUNT = JAVA_INT.varHandle();

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final long keyDigest;
    private final MemorySegment sessions;
    private final MemorySegment occupied;
    private final MemorySegment loads;
    private final MemorySegment limits;
    private final MemorySegment time;
    private final RingBuffer told;
    private final int buckets;
    private final int shift;

    private SessionTap(Path pins, long keyDigest) {
        this.keyDigest = keyDigest;
        try {
            BpfMap table = map(pins, "sessions", SESSIONS_PER_BUCKET * Long.BYTES);
            this.buckets = table.entries();
            this.shift = Integer.SIZE - Integer.numberOfTrailingZeros(buckets);
            this.sessions = table.memory();
            this.occupied = map(pins, "occupied", Long.BYTES).memory();
            this.loads = map(pins, "real_server_loads", LOAD_BYTES).memory();
            this.limits = map(pins, "limits", LIMITS_BYTES).memory();
            this.time = map(pins, "now", TIME_BYTES).memory();
            this.told = new RingBuffer(map(pins, "told_sessions", 0));
            owned.push(told);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// @param pins      the directory of the forwarder's maps
    /// @param keyDigest the digest of the flow hash's key
    public static SessionTap open(Path pins, long keyDigest) {
        return new SessionTap(pins, keyDigest);
    }

    private BpfMap map(Path pins, String name, int valueBytes) {
        Fd fd = BpfFs.get(pins.resolve(name));
        owned.push(fd);
        BpfMap map = new BpfMap(name, fd.number(), valueBytes, ObjectInfo.maxEntries(fd));
        owned.push(map);
        return map;
    }

    /// The digest of the flow hash's key. Sessions of balancers with a different key cannot be used here.
    public long keyDigest() {
        return keyDigest;
    }

    /// The number of bits in a hash's lower half that determine a place. A walk reports only these bits.
    public int placeBits() {
        return Integer.SIZE - shift;
    }

    public int buckets() {
        return buckets;
    }

    /// Makes the program report sessions, or stop reporting them.
    public void listen(boolean on) {
        limits.set(JAVA_INT, HAS_PEERS, on ? 1 : 0);
    }

    /// The number of sessions that the program could not report since the maps were created.
    public int untold() {
        return time.get(JAVA_INT, UNTOLD);
    }

    /// The changes of sessions since the last call.
    public List<Told> take(Directory directory) {
        List<Told> taken = new ArrayList<>();
        for (byte[] bytes : told.consume()) {
            ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            long hash = record.getLong();
            long atNs = record.getLong();
            int number = record.getInt();
            int state = record.getInt();
            int age = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - atNs);
            directory.meaning(number).filter(Directory.Meaning::synced).ifPresent(meaning -> {
                int left = lifetime(state, meaning) - age;
                if (left > 0 || kind(state) == Told.Kind.ENDS) {
                    taken.add(new Told(hash, number, Math.max(0, left), kind(state), atNs));
                }
            });
        }
        return taken;
    }

    /// Discards all changes of sessions reported so far, because a walk through the table
    /// finds the live sessions.
    public void discard() {
        int left = DISCARDS;
        while (!told.consume().isEmpty() && left > 0) {
            left--;
        }
    }

    /// Which sessions a walk reports.
    ///
    /// @param seconds the duration of a walk; 0 for sessions of any age
    /// @param number  the walk's number, from 0 on
    /// @param copies  whether to include copies of peers' sessions
    public record Wanted(int seconds, int number, boolean copies) {
        /// A walk that reports all sessions and copies.
        public static final Wanted ALL = new Wanted(0, 0, true);
        /// A walk that reports all sessions of this balancer.
        public static final Wanted OWN = new Wanted(0, 0, false);

        /// A walk that reports, in consecutive walks, the sessions with a packet since they were last reported
        /// to peers. A session is reported every third of its lifetime.
        public static Wanted refresh(int seconds, int number) {
            return new Wanted(seconds, number, false);
        }

        private boolean has(int lifetime, int idle, int bucket) {
            int turns = seconds == 0 ? 1 : Math.max(1, lifetime / 3 / seconds);
            return seconds == 0 || idle <= turns * seconds && bucket % turns == number % turns;
        }
    }

    /// A third of the shortest session lifetime. A walk of this duration finds the sessions
    /// that must be refreshed.
    public int refreshSeconds(Directory directory) {
        int shortest = Math.min(Math.min(timeout(UDP), timeout(ESTABLISHED)), directory.shortestAffinity());
        return Math.max(1, shortest / 3);
    }

    /// The sessions in some consecutive buckets that have proved to be genuine.
    ///
    /// @param first the first bucket
    /// @param count the number of buckets
    public void walk(int first, int count, Wanted wanted, Directory directory, Consumer<Told> each) {
        Walk walk = new Walk(tick(), wanted, directory, each);
        int end = Math.min(buckets, first + count);
        for (int bucket = first; bucket < end; bucket++) {
            long bits = (long) WORD.getVolatile(occupied, (long) (bucket / Long.SIZE) * Long.BYTES);
            if (bits == 0) {
                bucket |= Long.SIZE - 1; // continue with the next word
            } else if ((bits >>> bucket & 1) != 0) {
                walk.through(bucket);
            }
        }
    }

    private final class Walk {
        private final int tick;
        private final Wanted wanted;
        private final Directory directory;
        private final Consumer<Told> each;

        Walk(int tick, Wanted wanted, Directory directory, Consumer<Told> each) {
            this.tick = tick;
            this.wanted = wanted;
            this.directory = directory;
            this.each = each;
        }

        void through(int bucket) {
            for (int i = 0; i < SESSIONS_PER_BUCKET; i++) {
                long word = (long) WORD.getVolatile(sessions, place(bucket, i));
                if (state(word) >= ESTABLISHED || state(word) == COPY && wanted.copies()) {
                    tell(word, bucket);
                }
            }
        }

        private void tell(long word, int bucket) {
            directory.meaning(number(word)).filter(Directory.Meaning::synced).ifPresent(meaning -> {
                int lifetime = lifetime(state(word), meaning);
                int left = lifetime - idle(word, tick);
                if (left > 0 && wanted.has(lifetime, idle(word, tick), bucket)) {
                    long hash = word >>> 32 << 32 | (long) bucket << shift;
                    each.accept(new Told(hash, number(word), left, kind(state(word)), System.nanoTime()));
                }
            });
        }
    }

    /// Enters a copy of a peer's session. A session of this balancer that has just received a packet is kept.
    ///
    /// @param number  the real server's number on this balancer
    /// @param seconds the remaining lifetime if no packet arrives
    public Entered enter(long hash, int number, int seconds) {
        int bucket = bucket(hash);
        for (int i = 0; i < TRIES; i++) {
            Entered entered = tryEnter(bucket, copy(hash, number, seconds), tick());
            if (entered != null) {
                return entered;
            }
        }
        return Entered.LIVE; // the program was faster each time
    }

    /// Shortens the lifetime of an entry whose session ends at the peer, unless its packets arrive here.
    public Entered end(long hash, int number, int seconds) {
        int bucket = bucket(hash);
        int tick = tick();
        long wanted = copy(hash, number, seconds);
        for (int i = 0; i < SESSIONS_PER_BUCKET; i++) {
            long word = (long) WORD.getVolatile(sessions, place(bucket, i));
            if (sameFlow(word, wanted) && number(word) == number) {
                boolean shortens = left(word, tick) > seconds && (state(word) == COPY || rests(word, tick));
                return shortens && replaced(bucket, i, word, wanted) != null ? Entered.ENTERED : Entered.KNOWN;
            }
        }
        return Entered.KNOWN;
    }

    /// @return the result; null if the program has changed the place in the meantime
    private @Nullable Entered tryEnter(int bucket, long wanted, int tick) {
        int at = -1;
        int best = 0;
        for (int i = 0; i < SESSIONS_PER_BUCKET; i++) {
            long word = (long) WORD.getVolatile(sessions, place(bucket, i));
            if (sameFlow(word, wanted) && !expired(word, tick)) {
                Entered no = refused(word, wanted, tick);
                return no == null ? replaced(bucket, i, word, wanted) : no;
            }
            // Replaces an expired entry of the flow, which the program would find before the copy.
            int room = sameFlow(word, wanted) ? 3 : word == 0 ? 2 : expired(word, tick) ? 1 : 0;
            if (room > best) {
                best = room;
                at = i;
            }
        }
        if (at < 0) {
            return Entered.FULL;
        }
        long word = (long) WORD.getVolatile(sessions, place(bucket, at));
        boolean free = word == 0 || expired(word, tick);
        return free ? replaced(bucket, at, word, wanted) : null;
    }

    /// Resolves a conflict: the session of the balancer that last saw a packet wins, unless a packet has just
    /// arrived here. A half-open or closing session yields to any copy.
    ///
    /// @return the reason for the refusal; null if the copy takes the place
    private @Nullable Entered refused(long word, long wanted, int tick) {
        boolean same = number(word) == number(wanted);
        boolean later = left(wanted, tick) > left(word, tick);
        if (state(word) == COPY) {
            return later ? null : same ? Entered.KNOWN : Entered.OLDER;
        }
        boolean yields = rests(word, tick) && (later || state(word) < COPY);
        return yields ? null : same ? Entered.KNOWN : Entered.LIVE;
    }

    private boolean rests(long word, int tick) {
        return idle(word, tick) >= RESTS_SECONDS;
    }

    /// The remaining lifetime of a session if no packet arrives.
    private int left(long word, int tick) {
        return timeout(state(word)) - idle(word, tick);
    }

    /// The bucket's bit is set before the session is written, because a reader may check it immediately
    /// afterwards, and again if the sweep has just cleared it.
    private @Nullable Entered replaced(int bucket, int i, long before, long wanted) {
        occupy(bucket);
        if (!WORD.compareAndSet(sessions, place(bucket, i), before, wanted)) {
            return null;
        }
        occupy(bucket);
        if (before != 0 && state(before) != CLOSING && state(before) != COPY) {
            int _ = (int) COUNT.getAndAdd(loads, (long) number(before) * LOAD_BYTES, -1);
        }
        return Entered.ENTERED;
    }

    private void occupy(int bucket) {
        long _ = (long) WORD.getAndBitwiseOr(occupied, (long) (bucket / Long.SIZE) * Long.BYTES, 1L << bucket);
    }

    private int tick() {
        return (int) COUNT.getVolatile(time, 0L);
    }

    /// A copy's tick is so far back that the copy expires when the peer's session would.
    private long copy(long hash, int number, int seconds) {
        int timeout = timeout(COPY);
        int idle = timeout - Math.clamp(seconds, 0, timeout);
        return hash >>> 32 << 32 | (long) number << 16 | COPY << STATE_SHIFT | tick() - idle & TICK_MASK;
    }

    private int bucket(long hash) {
        return (int) ((hash & 0xffffffffL) >>> shift);
    }

    private static long place(int bucket, int i) {
        return ((long) bucket * SESSIONS_PER_BUCKET + i) * Long.BYTES;
    }

    private static boolean sameFlow(long word, long other) {
        return word != 0 && word >>> 32 == other >>> 32;
    }

    private boolean expired(long word, int tick) {
        return idle(word, tick) > timeout(state(word));
    }

    private int timeout(int state) {
        return limits.getAtIndex(JAVA_INT, state);
    }

    private int lifetime(int state, Directory.Meaning meaning) {
        return state == AFFINITY ? meaning.affinitySeconds() : timeout(state);
    }

    private static Told.Kind kind(int state) {
        return switch (state) {
            case COPY -> Told.Kind.COPY;
            case FREE, CLOSING -> Told.Kind.ENDS;
            default -> Told.Kind.LIVES;
        };
    }

    private static int idle(long word, int tick) {
        return tick - (int) word & (state(word) == HALF_OPEN ? HALF_OPEN_TICK_MASK : TICK_MASK);
    }

    private static int state(long word) {
        return (int) word >>> STATE_SHIFT & 7;
    }

    private static int number(long word) {
        return (int) word >>> 16;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
