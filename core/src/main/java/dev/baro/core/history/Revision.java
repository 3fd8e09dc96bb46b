// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// One accepted configuration: on whose word, what it changed, and what came of it. Its text is kept beside it. A file
/// of the daemon and the API both show it in this form, so a field may be added, and none removed or renamed.
///
/// @param version     of this form: 1
/// @param number      counts up over restarts
/// @param time        when it was accepted, ISO 8601, UTC
/// @param source      the file that it came from, or `revision N`
/// @param format      of its text, `yaml` or `serveriron`
/// @param digest      SHA-256 of its text
/// @param copyOf      the revision whose text a rollback put back; 0: none
/// @param changes     against the revision before, in the words of `baro diff`; of many, the first
/// @param changeCount how many there are
/// @param health      of all VIPs together, around the time of its acceptance
/// @param failure     why the kernel does not hold it; empty when it does
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

    /// Of one revision, as many changes are kept as a person might read.
    private static final int MOST_CHANGES = 1_000;

    public Revision {
        requireAll(time, author, source, format, digest, effect, health, confirmation, failure, rollback);
        changes = List.copyOf(changes.subList(0, Math.min(MOST_CHANGES, changes.size())));
    }

    /// @param origin [Origin#word()]
    /// @param who    a user's name; empty: the daemon, or a signal, which has no sender
    /// @param reason what was given for it; may be empty
    public record Author(String origin, String who, String reason) {
        public Author {
            requireAll(origin, who, reason);
        }

        /// `apply by root`, `signal`.
        public String text() {
            return who.isEmpty() ? origin : origin + " by " + who;
        }
    }

    /// @param rings     how many virtual services got another ring
    /// @param sessions  how many sessions were with real servers that no longer serve them
    /// @param estimated whether that is an estimate, because flows go by the hash
    public record Effect(long rings, long sessions, boolean estimated) {
        public static final Effect NONE = new Effect(0, 0, false);
    }

    /// @param before   60 s before, or right before where the daemon has not run for so long
    /// @param after    60 s after; [HealthSums#UNKNOWN] until then
    /// @param wentDown servers that were not down before and are 60 s after
    public record HealthAround(HealthSums before, HealthSums after, List<String> wentDown) {
        public HealthAround {
            requireAll(before, after);
            wentDown = List.copyOf(wentDown);
        }
    }

    /// @param until     when it is rolled back unless it is confirmed, ISO 8601, UTC; empty: it needs none
    /// @param confirmed who confirmed it, or what was applied after it; empty: it is not confirmed
    public record Confirmation(String until, String confirmed) {
        public static final Confirmation NONE = new Confirmation("", "");

        public Confirmation {
            requireAll(until, confirmed);
        }
    }

    /// @param by  the revision that took its place; 0: it was not rolled back
    /// @param why a sentence
    public record RolledBack(int by, String why) {
        public static final RolledBack NOT = new RolledBack(0, "");

        public RolledBack {
            requireAll(why);
        }
    }

    /// A damaged file lacks something.
    private static void requireAll(Object... parts) {
        for (Object part : parts) {
            Objects.requireNonNull(part);
        }
    }

    /// As a file or a program has it.
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

    /// Whether the kernel took it, and it was not rolled back.
    boolean isGood() {
        return failure.isEmpty() && !isRolledBack();
    }

    /// With its first changes only.
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
