// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import dev.baro.balancer.sync.SyncMessage.Batch;
import dev.baro.balancer.sync.SyncMessage.Entry;
import dev.baro.balancer.sync.SyncMessage.Receipt;
import dev.baro.balancer.sync.SyncMessage.Verdict;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.Entered;
import dev.baro.dataplane.sync.SessionTap;
import dev.baro.dataplane.sync.Told;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Receives the messages from one peer, and counts their results.
final class Inbox {
    /// The reason why a session from a peer was not entered in this balancer's table.
    enum Reason {
        /// This balancer does not have the virtual service or the real server, or no longer uses the server.
        UNKNOWN_SERVER,
        /// On this balancer, the flow belongs to another real server, which is alive.
        LIVE,
        /// The table has a newer copy from another peer.
        OLDER,
        FULL,
        /// The peer has another key of the flow hash, another mapping from hash to slot, or a smaller table.
        INCOMPATIBLE;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private final Map<Reason, Long> refused = new EnumMap<>(Reason.class);
    private long stream;
    private long received;
    private long entered;
    private boolean missed;
    private boolean complete;
    private boolean heardAll;

    /// @return whether the stream is not that of the peer's previous message; if so, the peer may have
    /// restarted with an empty table
    synchronized boolean beginsAnew(long other) {
        boolean isNew = stream != other && stream != 0;
        if (stream != other) {
            complete = false;
            missed = false;
        }
        stream = other;
        return isNew;
    }

    /// @param tap the tap; null while there is none
    synchronized Receipt take(Batch batch, @Nullable SessionTap tap, Directory directory) {
        received += batch.entries().size();
        Verdict verdict = Verdict.TAKEN;
        if (tap == null) {
            missed = true;
        } else {
            verdict = verdict(batch, tap);
            if (verdict == Verdict.TAKEN) {
                enter(batch, tap, directory);
            } else {
                refuse(Reason.INCOMPATIBLE, batch.entries().size());
            }
        }
        if (batch.last()) {
            heardAll = true;
            complete = !missed;
        }
        return new Receipt(batch.stream(), batch.number(), verdict);
    }

    private static Verdict verdict(Batch batch, SessionTap tap) {
        if (batch.keyDigest() != tap.keyDigest()) {
            return Verdict.OTHER_KEY;
        }
        if (batch.algorithm() != SyncMessage.ALGORITHM) {
            return Verdict.OTHER_ALGORITHM;
        }
        return batch.placeBits() < tap.placeBits() ? Verdict.OTHER_TABLE : Verdict.TAKEN;
    }

    private void enter(Batch batch, SessionTap tap, Directory directory) {
        int[] numbers = batch.names().stream().mapToInt(directory::number).toArray();
        for (Entry entry : batch.entries()) {
            int number = numbers[entry.name()];
            if (number == 0) {
                refuse(Reason.UNKNOWN_SERVER, 1);
                missed = true;
            } else if (entry.kind() == Told.Kind.ENDS) {
                Entered _ = tap.end(entry.hash(), number, entry.seconds());
            } else {
                count(tap.enter(entry.hash(), number, entry.seconds()));
            }
        }
    }

    private void count(Entered what) {
        switch (what) {
            case ENTERED, KNOWN -> entered++;
            case LIVE -> refuse(Reason.LIVE, 1);
            case OLDER -> refuse(Reason.OLDER, 1);
            case FULL -> refuse(Reason.FULL, 1);
        }
    }

    private void refuse(Reason reason, long count) {
        refused.merge(reason, count, Long::sum);
    }

    /// Call this after this balancer's list of servers has changed.
    ///
    /// @return whether the peer must send all its sessions again, because some of them could not be used
    synchronized boolean wantsAgain() {
        boolean wanted = missed;
        missed = false;
        return wanted;
    }

    /// Records that this balancer's table has been replaced, and that the new table has none
    /// of the peer's sessions.
    synchronized void beginAgain() {
        if (stream != 0) {
            missed = true;
            complete = false;
            heardAll = false;
        }
    }

    /// Records that the peer is gone. Its next message starts a new stream.
    synchronized void gone() {
        stream = 0;
        complete = false;
        heardAll = false;
        missed = false;
    }

    /// Whether all of the peer's sessions are in this balancer's table.
    synchronized boolean isComplete() {
        return complete;
    }

    /// @return whether it has become complete since the last call
    synchronized boolean turnedComplete() {
        boolean turned = heardAll;
        heardAll = false;
        return turned && complete;
    }

    synchronized Counts counts() {
        Map<String, Long> words = new HashMap<>();
        for (Reason reason : Reason.values()) {
            words.put(reason.word(), refused.getOrDefault(reason, 0L));
        }
        return new Counts(received, entered, words);
    }

    record Counts(long received, long entered, Map<String, Long> refused) {}
}
