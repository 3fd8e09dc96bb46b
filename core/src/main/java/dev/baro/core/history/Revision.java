// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// An accepted configuration: its author, its changes and their effect. Its text is stored separately. A file
/// of the daemon and the API share this form, so it may gain fields, but none may be removed or renamed.
///
/// @param version     the version of this form: 1
/// @param number      the revision's number, counted across restarts
/// @param time        the time when it was accepted, ISO 8601, UTC
/// @param source      its file, or `revision N`
/// @param format      the format of its text, `yaml` or `serveriron`
/// @param digest      SHA-256 of its text
/// @param copyOf      the revision whose text a rollback restored; 0 for none
/// @param changes     the changes from the previous revision, in the words of `baro diff`, up to a limit
/// @param changeCount their total number
/// @param health      the health of all VIPs together, around the time of its acceptance
/// @param failure     the reason why it is not in the kernel; empty if it is
/// @param rollback    whether it was rolled back
public record Revision(
        int version,
        int number,
        String time,
        Author author,
        String source,
        String format,
        String digest,
        int copyOf,
        List<String> changes,
        int changeCount,
        Effect effect,
        HealthAround health,
        Confirmation confirmation,
        String failure,
        RolledBack rollback) {
    public static final int VERSION = 1;

    /// The number of stored changes, as many as a person might read.
    private static final int MOST_CHANGES = 1_000;

    public Revision {
        requireAll(time, author, source, format, digest, effect, health, confirmation, failure, rollback);
        changes = List.copyOf(changes.subList(0, Math.min(MOST_CHANGES, changes.size())));
    }

    /// @param origin [Origin#word()]
    /// @param who    a user's name; empty for the daemon, or for a signal, which has no sender
    /// @param reason the reason as given; may be empty
    public record Author(String origin, String who, String reason) {
        public Author {
            requireAll(origin, who, reason);
        }

        /// `apply by root`, `signal`.
        public String text() {
            return who.isEmpty() ? origin : origin + " by " + who;
        }
    }

    /// @param rings     the number of virtual services with a new ring
    /// @param sessions  the number of sessions on real servers that no longer serve them
    /// @param estimated whether that is an estimate, because flows follow the hash
    public record Effect(long rings, long sessions, boolean estimated) {
        public static final Effect NONE = new Effect(0, 0, false);
    }

    /// @param before   60 s before, or immediately before if the daemon has run for less
    /// @param after    60 s after; [HealthSums#UNKNOWN] until then
    /// @param wentDown the servers that are down 60 s after but were not before
    public record HealthAround(HealthSums before, HealthSums after, List<String> wentDown) {
        public HealthAround {
            requireAll(before, after);
            wentDown = List.copyOf(wentDown);
        }
    }

    /// @param until     the deadline of its confirmation, ISO 8601, UTC; empty if it needs none
    /// @param confirmed the person who confirmed it, or the change applied after it; empty if unconfirmed
    public record Confirmation(String until, String confirmed) {
        public static final Confirmation NONE = new Confirmation("", "");

        public Confirmation {
            requireAll(until, confirmed);
        }
    }

    /// @param by  the revision that replaced it; 0 if it was not rolled back
    /// @param why the reason, as a sentence
    public record RolledBack(int by, String why) {
        public static final RolledBack NOT = new RolledBack(0, "");

        public RolledBack {
            requireAll(why);
        }
    }

    /// A damaged file lacks fields.
    private static void requireAll(Object... parts) {
        for (Object part : parts) {
            Objects.requireNonNull(part);
        }
    }

    /// The form in files and programs.
    public static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java runtime has SHA-256", e);
        }
    }

    public boolean isRolledBack() {
        return rollback.by() != 0;
    }

    /// Whether the kernel accepted it and it was not rolled back.
    boolean isGood() {
        return failure.isEmpty() && !isRolledBack();
    }

    /// A copy with only its first changes.
    public Revision brief(int most) {
        return with(changes.subList(0, Math.min(most, changes.size())));
    }

    public Revision rolledBack(int by, String why) {
        return new Revision(
                version,
                number,
                time,
                author,
                source,
                format,
                digest,
                copyOf,
                changes,
                changeCount,
                effect,
                health,
                confirmation,
                failure,
                new RolledBack(by, why));
    }

    public Revision confirmed(String by) {
        return new Revision(
                version,
                number,
                time,
                author,
                source,
                format,
                digest,
                copyOf,
                changes,
                changeCount,
                effect,
                health,
                new Confirmation(confirmation.until(), by),
                failure,
                rollback);
    }

    public Revision withHealth(HealthAround newest) {
        return new Revision(
                version,
                number,
                time,
                author,
                source,
                format,
                digest,
                copyOf,
                changes,
                changeCount,
                effect,
                newest,
                confirmation,
                failure,
                rollback);
    }

    private Revision with(List<String> some) {
        return new Revision(
                version,
                number,
                time,
                author,
                source,
                format,
                digest,
                copyOf,
                some,
                changeCount,
                effect,
                health,
                confirmation,
                failure,
                rollback);
    }
}
