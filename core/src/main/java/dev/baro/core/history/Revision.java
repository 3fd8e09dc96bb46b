// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// An accepted configuration: its author, its changes and their effect. Its text is stored separately. The
/// daemon's files and the API share this format, so it may gain fields, but none may be removed or renamed.
///
/// @param version     the version of this format: 1
/// @param number      the revision's number, counted across restarts
/// @param time        the time when the revision was accepted, ISO 8601, UTC
/// @param source      the file that the revision came from, or `revision N`
/// @param format      the format of its text, `yaml` or `serveriron`
/// @param digest      SHA-256 of its text
/// @param copyOf      the revision whose text a rollback restored; 0 for none
/// @param changes     the changes from the previous revision, in the words of `baro diff`, up to a limit
/// @param changeCount the total number of changes
/// @param health      the totals of all VIPs' health before and after acceptance
/// @param failure     the reason why the revision is not in the kernel; empty if it is
/// @param rollback    whether the revision was rolled back
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

    /// The maximum number of stored changes, which is more than a person would read.
    private static final int MOST_CHANGES = 1_000;

    public Revision {
        requireAll(time, author, source, format, digest, effect, health, confirmation, failure, rollback);
        changes = List.copyOf(changes.subList(0, Math.min(MOST_CHANGES, changes.size())));
    }

    /// @param origin [Origin#word()]
    /// @param who    a user's name; empty for the daemon, and for a signal, whose sender is unknown
    /// @param reason the author's reason; may be empty
    public record Author(String origin, String who, String reason) {
        public Author {
            requireAll(origin, who, reason);
        }

        /// The author in words: `apply by root`, `signal`.
        public String text() {
            return who.isEmpty() ? origin : origin + " by " + who;
        }
    }

    /// @param rings     the number of virtual services with a new ring
    /// @param sessions  the number of sessions whose real server no longer serves them
    /// @param estimated whether `sessions` is an estimate, because flows follow the hash
    public record Effect(long rings, long sessions, boolean estimated) {
        public static final Effect NONE = new Effect(0, 0, false);
    }

    /// @param before   the health 60 s before acceptance, or immediately before it if the daemon had been
    ///                 running for less time
    /// @param after    the health 60 s after acceptance; [HealthSums#UNKNOWN] until that time
    /// @param wentDown the servers that were down 60 s after acceptance, but not before it
    public record HealthAround(HealthSums before, HealthSums after, List<String> wentDown) {
        public HealthAround {
            requireAll(before, after);
            wentDown = List.copyOf(wentDown);
        }
    }

    /// @param until     the deadline for confirmation, ISO 8601, UTC; empty if the revision needs none
    /// @param confirmed how the revision was confirmed: by a person, or by a later change; empty if unconfirmed
    public record Confirmation(String until, String confirmed) {
        public static final Confirmation NONE = new Confirmation("", "");

        public Confirmation {
            requireAll(until, confirmed);
        }
    }

    /// @param by  the revision that replaced this one; 0 if it was not rolled back
    /// @param why the reason for the rollback, as a sentence
    public record RolledBack(int by, String why) {
        public static final RolledBack NOT = new RolledBack(0, "");

        public RolledBack {
            requireAll(why);
        }
    }

    /// Throws if a component is null, as when a damaged file lacks fields.
    private static void requireAll(Object... parts) {
        for (Object part : parts) {
            Objects.requireNonNull(part);
        }
    }

    /// The digest of a text, in the form used in files and in the API.
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

    /// Whether the kernel accepted the revision and it was not rolled back.
    boolean isGood() {
        return failure.isEmpty() && !isRolledBack();
    }

    /// A copy of the revision with only the first of its changes.
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
