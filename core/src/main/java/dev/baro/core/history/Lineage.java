// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All stored revisions, the oldest first. They determine the target of a rollback and the revision that a
/// daemon runs when it starts.
public record Lineage(List<Revision> revisions) {
    public Lineage {
        revisions = List.copyOf(revisions);
    }

    public Optional<Revision> of(int number) {
        return revisions.stream()
                .filter(revision -> revision.number() == number)
                .findFirst();
    }

    public Optional<Revision> newest() {
        return revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.getLast());
    }

    /// The newest revision that the kernel accepted and that was not rolled back.
    public Optional<Revision> lastGood() {
        return newestOf(revisions);
    }

    /// The newest revision whose number is smaller than the given one.
    public Optional<Revision> before(int number) {
        return revisions.stream().filter(other -> other.number() < number).reduce((_, later) -> later);
    }

    /// The target of a rollback of this revision: the newest earlier one with a different text that the kernel
    /// accepted and that was not rolled back. For a copy, only the revisions before its original count.
    public Optional<Revision> before(Revision revision) {
        int begin = revision.copyOf() == 0 ? revision.number() : revision.copyOf();
        return newestOf(revisions.stream()
                .filter(other -> other.number() < begin)
                .filter(other -> !other.digest().equals(revision.digest()))
                .toList());
    }

    private static Optional<Revision> newestOf(List<Revision> some) {
        return some.stream().filter(Revision::isGood).reduce((_, later) -> later);
    }

    /// The newest revision with this text, if that revision was rolled back. Such a text must not
    /// be reapplied by accident.
    ///
    /// @param digest the text's digest
    public Optional<Revision> refused(String digest) {
        return revisions.stream()
                .filter(revision -> revision.digest().equals(digest))
                .reduce((_, later) -> later)
                .filter(Revision::isRolledBack);
    }

    /// Replaces the revision with this number, or appends it.
    public Lineage with(Revision revision) {
        List<Revision> others = revisions.stream()
                .filter(other -> other.number() != revision.number())
                .toList();
        return new Lineage(java.util.stream.Stream.concat(others.stream(), java.util.stream.Stream.of(revision))
                .sorted(java.util.Comparator.comparingInt(Revision::number))
                .toList());
    }

    public Lineage without(int number) {
        return new Lineage(
                revisions.stream().filter(other -> other.number() != number).toList());
    }

    /// Marks a revision as replaced by another. If the revision is a copy, its original is marked as well.
    public Lineage rolledBack(int number, int by, String why) {
        Set<Integer> gone = new HashSet<>(Set.of(number));
        of(number).map(Revision::copyOf).ifPresent(gone::add);
        return new Lineage(revisions.stream()
                .map(revision -> gone.contains(revision.number()) ? revision.rolledBack(by, why) : revision)
                .toList());
    }
}
