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

/// One peer's messages, and their results.
final class Inbox {
    /// The reason why a peer's session is not in the table here.
    enum Reason {
        /// This balancer has no such virtual service or real server, or has given the server up.
        UNKNOWN_SERVER,
        /// Another server holds the flow here, and it lives.
        LIVE,
        /// A newer copy of another peer is there.
        OLDER,
        FULL,
        /// The peer has another key of the flow hash, another way from hash to slot, or a smaller table.
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

    /// @return whether the peer's previous message differed, in which case it may have begun with
    ///     an empty table since
    synchronized boolean beginsAnew(long other) {
        boolean isNew = stream != other && stream != 0;
        if (stream != other) {
            complete = false;
            missed = false;
        }
        stream = other;
        return isNew;
    }

    /// @param tap the tap; null as long as there is none
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
    /// @return whether the peer must send everything again, because some of it could not be used
    synchronized boolean wantsAgain() {
        boolean wanted = missed;
        missed = false;
        return wanted;
    }

    /// The table here is another one, and has nothing of what the peer said.
    synchronized void beginAgain() {
        if (stream != 0) {
            missed = true;
            complete = false;
            heardAll = false;
        }
    }

    /// The peer is gone, and its next message starts another stream.
    synchronized void gone() {
        stream = 0;
        complete = false;
        heardAll = false;
        missed = false;
    }

    /// Whether all of the peer's sessions are in the table here.
    synchronized boolean isComplete() {
        return complete;
    }

    /// @return whether it has become so since the last call
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
