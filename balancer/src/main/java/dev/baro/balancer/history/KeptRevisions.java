// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.log.Log;
import dev.baro.core.history.Awaited;
import dev.baro.core.history.Lineage;
import dev.baro.core.history.Revision;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The newest revisions, limited in number and in bytes, held in memory as they should be on disk. If a
/// write fails, [#trouble()] reports it, the data stays in memory, and the write is retried with the
/// next change. Not thread-safe.
final class KeptRevisions {
    /// The maximum number of revisions: enough for one change an hour for four days.
    private static final int MOST = 100;

    /// The maximum total size: a hundred times the size of a configuration of 3,000 real servers.
    private static final long MOST_BYTES = 32 << 20;

    private final RevisionFiles files;
    private final Map<Integer, String> unsaved = new HashMap<>();
    private Lineage lineage;
    private Optional<Awaited> awaited;
    private String trouble = "";

    KeptRevisions(RevisionFiles files) {
        this.files = files;
        this.lineage = files.read();
        this.awaited = files.awaited();
    }

    Lineage lineage() {
        return lineage;
    }

    Optional<Awaited> awaited() {
        return awaited;
    }

    /// Describes a problem with the directory to an operator. Empty if there is none.
    String trouble() {
        return trouble;
    }

    Optional<String> text(Revision revision) {
        return Optional.ofNullable(unsaved.get(revision.number())).or(() -> files.text(revision));
    }

    /// Adds a revision, or replaces the revision with the same number.
    void put(Revision revision, String text) {
        lineage = lineage.with(revision);
        unsaved.put(revision.number(), text);
        save(() -> saveAll());
    }

    /// Updates the records of the revisions that have changed.
    void put(Lineage changed) {
        Lineage before = lineage;
        lineage = changed;
        save(() -> {
            saveAll();
            for (Revision revision : changed.revisions()) {
                if (!before.revisions().contains(revision) && !unsaved.containsKey(revision.number())) {
                    files.write(revision);
                }
            }
        });
    }

    void drop(int number) {
        lineage = lineage.without(number);
        unsaved.remove(number);
        save(() -> files.remove(number));
    }

    void await(Awaited confirmation) {
        awaited = Optional.of(confirmation);
        save(() -> files.write(confirmation));
    }

    void awaitNothing() {
        if (awaited.isPresent()) {
            awaited = Optional.empty();
            save(files::removeAwaited);
        }
    }

    /// Retries failed writes.
    void retry() {
        if (!trouble.isEmpty()) {
            save(() -> {
                saveAll();
                if (awaited.isPresent()) {
                    files.write(awaited.get());
                } else {
                    files.removeAwaited();
                }
            });
        }
    }

    private interface Saving {
        void save() throws IOException;
    }

    private void saveAll() throws IOException {
        for (Revision revision : lineage.revisions()) {
            String text = unsaved.get(revision.number());
            if (text != null) {
                files.write(revision, text);
                unsaved.remove(revision.number());
            }
        }
        prune();
    }

    /// Deletes the oldest revisions that exceed the limits. The newest two stay, however large they are.
    private void prune() throws IOException {
        long bytes = 0;
        int kept = 0;
        for (Revision revision : lineage.revisions().reversed()) {
            bytes += files.bytes(revision.number());
            kept++;
            boolean needed =
                    awaited.filter(one -> one.target() == revision.number()).isPresent();
            if (kept > 2 && (kept > MOST || bytes > MOST_BYTES) && !needed) {
                lineage = lineage.without(revision.number());
                files.remove(revision.number());
            }
        }
    }

    private void save(Saving saving) {
        try {
            saving.save();
            if (!trouble.isEmpty()) {
                Log.info(
                        "REVISIONS_KEPT", "directory", files.directory(), "text", "the revisions can be written again");
            }
            trouble = "";
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (trouble.isEmpty()) {
                Log.error("REVISIONS_NOT_KEPT", "directory", files.directory(), "text", why);
            }
            trouble = "revisions cannot be saved in " + files.directory() + " (" + why
                    + "), so a restart loses them and any awaited confirmation; free space there, or let root write"
                    + " there";
        }
    }
}
