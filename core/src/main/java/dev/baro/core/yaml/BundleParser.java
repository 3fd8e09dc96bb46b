// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Bundle;
import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.yaml.YamlTree.Entry;
import dev.baro.core.yaml.YamlTree.Mapping;
import dev.baro.core.yaml.YamlTree.Scalar;
import dev.baro.core.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// Builds one tree from the text of several files. Each file is parsed separately, and collections with the
/// same key are merged. Any other key may appear in only one file. Positions refer to the whole text.
public final class BundleParser {
    /// The mappings to which every file may add items.
    private static final Set<String> COLLECTIONS = Set.of("balancers", "data-centres", "servers", "checks", "vips");

    private final Bundle bundle;
    private final SequencedMap<String, Entry> root = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean broken;
    private int nodes;

    private BundleParser(Bundle bundle) {
        this.bundle = bundle;
    }

    public static Parsed parse(String text) {
        return Bundle.isBundle(text) && text.length() <= YamlParser.MAX_CHARS
                ? new BundleParser(Bundle.of(text)).parse()
                : YamlParser.parse(text);
    }

    private Parsed parse() {
        for (Bundle.Piece piece : bundle.pieces()) {
            // An empty or commented-out file adds nothing.
            if (piece.isMain() || !isBlank(piece.text())) {
                add(piece, YamlParser.parse(piece.text()));
            }
        }
        if (nodes > YamlParser.MAX_NODES) {
            problems.add(Problem.error(
                    0,
                    0,
                    "together the files are too large",
                    "at most %d keys and values".formatted(YamlParser.MAX_NODES)));
            broken = true;
        }
        return broken
                ? new Parsed.Broken(problems)
                : new Parsed.Tree(new Mapping(Position.START, root), problems, nodes, true);
    }

    private static boolean isBlank(String text) {
        return text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    private void add(Bundle.Piece piece, Parsed parsed) {
        switch (parsed) {
            case Parsed.Broken(List<Problem> found) -> {
                broken = true;
                found.forEach(problem -> problems.add(below(problem, piece.before())));
            }
            case Parsed.Tree tree -> {
                tree.problems().forEach(problem -> problems.add(below(problem, piece.before())));
                nodes += tree.nodes();
                ((Mapping) below(tree.root(), piece.before()))
                        .entries()
                        .values()
                        .forEach(this::add);
            }
        }
    }

    private void add(Entry entry) {
        Entry first = root.putIfAbsent(entry.key(), entry);
        if (first == null) {
            return;
        }
        if (COLLECTIONS.contains(entry.key())
                && first.value() instanceof Mapping before
                && entry.value() instanceof Mapping more) {
            root.put(entry.key(), new Entry(first.at(), entry.key(), together(before, more, entry.key())));
        } else if (!isSame(first.value(), entry.value())) {
            problems.add(twice(entry, first, "define it once"));
        }
    }

    private Mapping together(Mapping before, Mapping more, String key) {
        SequencedMap<String, Entry> all = new LinkedHashMap<>(before.entries());
        more.entries().values().forEach(item -> {
            Entry first = all.putIfAbsent(item.key(), item);
            if (first != null) {
                problems.add(twice(item, first, "%s must have different names across all files".formatted(key)));
            }
        });
        return new Mapping(before.at(), all);
    }

    private static Problem twice(Entry entry, Entry first, String fix) {
        return new Placed<>(entry.key(), entry.at())
                .error(
                        "%s is already defined in line %d"
                                .formatted(
                                        Words.shortened(entry.key()), first.at().line()),
                        fix);
    }

    /// Whether two values are the same: each file may start with `version: 1`, as editors expect.
    private static boolean isSame(YamlTree one, YamlTree other) {
        return one instanceof Scalar first
                && other instanceof Scalar second
                && first.kind() == second.kind()
                && first.text().equals(second.text());
    }

    private static Problem below(Problem problem, int lines) {
        return new Problem(problem.severity(), problem.line() + lines, problem.column(), problem.what(), problem.fix());
    }

    private static YamlTree below(YamlTree tree, int lines) {
        return switch (tree) {
            case Scalar scalar -> scalar.below(lines);
            case Sequence(Position at, List<YamlTree> items) ->
                new Sequence(
                        at.below(lines),
                        items.stream().map(item -> below(item, lines)).toList());
            case Mapping(Position at, SequencedMap<String, Entry> entries) -> {
                SequencedMap<String, Entry> moved = new LinkedHashMap<>();
                entries.forEach((key, entry) ->
                        moved.put(key, new Entry(entry.at().below(lines), key, below(entry.value(), lines))));
                yield new Mapping(at.below(lines), moved);
            }
        };
    }
}
