// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All revisions that are kept, oldest first: which one a rollback leads to, and which one a start runs.
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

    /// The newest one that the kernel took and that was not rolled back.
    public Optional<Revision> lastGood() {
        return newestOf(revisions);
    }

    /// The newest one with a smaller number.
    public Optional<Revision> before(int number) {
        return revisions.stream().filter(other -> other.number() < number).reduce((_, later) -> later);
    }

    /// Where a rollback of this revision leads to: the newest one before it that says something else, that the kernel
    /// took, and that was not rolled back. Of a revision that is a copy, the ones before its original count.
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

    /// The newest revision with this text, if it was rolled back: such a text is not put into force by accident.
    ///
    /// @param digest of the text
    public Optional<Revision> refused(String digest) {
        return revisions.stream()
                .filter(revision -> revision.digest().equals(digest))
                .reduce((_, later) -> later)
                .filter(Revision::isRolledBack);
    }

    /// With a revision in place of the one of its number, or as the newest.
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

    /// The same, where one revision gave way to another; a copy that gave way takes its original with it.
    public Lineage rolledBack(int number, int by, String why) {
        Set<Integer> gone = new HashSet<>(Set.of(number));
        of(number).map(Revision::copyOf).ifPresent(gone::add);
        return new Lineage(revisions.stream()
                .map(revision -> gone.contains(revision.number()) ? revision.rolledBack(by, why) : revision)
                .toList());
    }
}
