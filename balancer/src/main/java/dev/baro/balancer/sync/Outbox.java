// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import dev.baro.balancer.sync.SyncMessage.Batch;
import dev.baro.balancer.sync.SyncMessage.Entry;
import dev.baro.balancer.sync.SyncMessage.Receipt;
import dev.baro.balancer.sync.SyncMessage.Verdict;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.SessionTap;
import dev.baro.dataplane.sync.Told;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The queue of messages to one peer: news first, and whenever there is none, a copy of all sessions that
/// the peer may lack. Both its memory and the number of octets in flight are bounded, so a stalled peer
/// cannot burden this balancer. Changes that were omitted from the queue reach the peer with the next copy
/// of the whole table.
final class Outbox {
    /// The maximum number of waiting records: two thirds of a second's worth at 100,000 records a second.
    static final int MOST_WAITING = 65_536;
    /// The maximum number of octets in flight, which a connection's buffers accept even if nothing reads them.
    static final int MOST_UNDER_WAY = 128 * 1024;

    static final int MOST_ENTRIES = 3_000;
    private static final int BUCKETS_AT_A_TIME = 16_384;
    /// If no receipt has arrived for this long, the stream counts as broken.
    private static final long BROKEN_NS = Duration.ofSeconds(3).toNanos();
    /// The time between two copies of the whole table.
    private static final long COPY_PAUSE_NS = Duration.ofSeconds(1).toNanos();

    private static final int NO_COPY = -1;

    /// @param becameNs the time of the message's oldest news; 0 if it has none
    private record Sent(long number, int bytes, long becameNs, long sentNs) {}

    private final Deque<Told> news = new ArrayDeque<>();
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private final Lag lag = new Lag();
    private final boolean copies;
    private long stream = RandomGenerator.getDefault().nextLong();
    private long number;
    private int bytesUnderWay;
    private int nextBucket = 0;
    private long copyBegunNs;
    private boolean owes;
    private long sent;
    private long lost;
    private Verdict verdict = Verdict.TAKEN;

    /// Creates an outbox that begins with a copy of the whole table.
    ///
    /// @param copies whether the copy also includes copies of other peers' sessions
    Outbox(boolean copies, long nowNs) {
        this.copies = copies;
        this.copyBegunNs = nowNs;
    }

    synchronized void add(Collection<Told> more) {
        for (Told told : more) {
            if (news.size() >= MOST_WAITING) {
                lost++;
                owes = true;
            } else {
                news.add(told);
            }
        }
    }

    /// Queues sessions to be reported again, but only if there is room.
    synchronized void remind(Collection<Told> known) {
        if (news.size() + known.size() <= MOST_WAITING / 2) {
            news.addAll(known);
        }
    }

    /// Records that news was lost before it reached this outbox.
    synchronized void lost(long count) {
        lost += count;
        owes = true;
    }

    /// Records that the peer requests the whole table.
    synchronized void again() {
        owes = true;
    }

    /// @return the message to send now; empty if everything has been sent, or enough is in flight
    synchronized Optional<byte[]> next(SessionTap tap, Directory directory, long nowNs) {
        if (owes && nextBucket == NO_COPY && nowNs - copyBegunNs >= COPY_PAUSE_NS) {
            owes = false;
            nextBucket = 0;
            copyBegunNs = nowNs;
        }
        if (bytesUnderWay >= MOST_UNDER_WAY || news.isEmpty() && nextBucket == NO_COPY) {
            return Optional.empty();
        }
        Packing packing = new Packing(directory);
        while (!news.isEmpty() && packing.hasRoom()) {
            packing.addNews(news.removeFirst());
        }
        boolean last = false;
        int until = nextBucket + BUCKETS_AT_A_TIME;
        while (nextBucket != NO_COPY && packing.hasRoom() && nextBucket < until) {
            tap.walk(
                    nextBucket,
                    MOST_ENTRIES / 100,
                    copies ? SessionTap.Wanted.ALL : SessionTap.Wanted.OWN,
                    directory,
                    packing::add);
            nextBucket += MOST_ENTRIES / 100;
            if (nextBucket >= tap.buckets()) {
                nextBucket = NO_COPY;
                last = true;
            }
        }
        if (packing.entries.isEmpty() && !last) {
            return Optional.empty();
        }
        return Optional.of(packed(packing, tap, last, nowNs));
    }

    private byte[] packed(Packing packing, SessionTap tap, boolean last, long nowNs) {
        number++;
        byte[] octets = new Batch(
                        stream,
                        number,
                        tap.keyDigest(),
                        SyncMessage.ALGORITHM,
                        tap.placeBits(),
                        last,
                        packing.names,
                        packing.entries)
                .octets();
        underWay.add(new Sent(number, octets.length, packing.becameNs, nowNs));
        bytesUnderWay += octets.length;
        sent += packing.entries.size();
        return octets;
    }

    synchronized void received(Receipt receipt, long nowNs) {
        if (receipt.stream() != stream) {
            return;
        }
        verdict = receipt.verdict();
        while (!underWay.isEmpty() && underWay.getFirst().number() <= receipt.number()) {
            Sent arrived = underWay.removeFirst();
            bytesUnderWay -= arrived.bytes();
            if (arrived.becameNs() != 0) {
                lag.add(nowNs - arrived.becameNs(), nowNs);
            }
        }
    }

    /// Starts a new stream if receipts are missing, because the messages in flight may have been
    /// lost with the connection.
    ///
    /// @return whether a new stream was started
    synchronized boolean restartIfBroken(long nowNs) {
        if (underWay.isEmpty() || nowNs - underWay.getFirst().sentNs() < BROKEN_NS) {
            return false;
        }
        stream = RandomGenerator.getDefault().nextLong();
        number = 0;
        underWay.clear();
        bytesUnderWay = 0;
        news.clear();
        nextBucket = 0;
        copyBegunNs = nowNs;
        return true;
    }

    synchronized State state(long nowNs) {
        long oldestNs = underWay.stream()
                .map(Sent::becameNs)
                .filter(becameNs -> becameNs != 0)
                .findFirst()
                .orElseGet(() -> news.isEmpty() ? nowNs : news.getFirst().atNs());
        boolean copying = nextBucket != NO_COPY || owes;
        return new State(verdict, copying, Math.max(lag.largestNs(nowNs), nowNs - oldestNs), news.size(), sent, lost);
    }

    /// @param lagNs the largest delay of the last seconds between a session's change here and its entry
    /// in the peer's table
    record State(Verdict verdict, boolean copying, long lagNs, long waiting, long sent, long lost) {}

    /// A message to which entries are being added.
    private static final class Packing {
        private final Directory directory;
        private final Map<Integer, Integer> indexes = new HashMap<>();
        private final List<Directory.Name> names = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private long becameNs;

        Packing(Directory directory) {
            this.directory = directory;
        }

        boolean hasRoom() {
            return entries.size() < MOST_ENTRIES && names.size() < MOST_ENTRIES / 10;
        }

        void addNews(Told told) {
            if (becameNs == 0) {
                becameNs = told.atNs();
            }
            add(told);
        }

        void add(Told told) {
            directory.meaning(told.number()).ifPresent(meaning -> {
                Integer index = indexes.computeIfAbsent(told.number(), _ -> {
                    names.add(meaning.name());
                    return names.size() - 1;
                });
                entries.add(new Entry(told.hash(), index, told.seconds(), told.kind()));
            });
        }
    }
}
