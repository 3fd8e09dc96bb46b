// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Bundle;
import dev.baro.core.config.LineChange;
import dev.baro.core.config.TextLines;
import dev.baro.core.yaml.YamlTree.Entry;
import dev.baro.core.yaml.YamlTree.Mapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// A YAML text with its tree, stored so that the cost of parsing the next version depends only on the changes.
/// In the collections of the file, which are block mappings under its keys, only the items with changed lines
/// are reparsed, together with one item before and one after them. These two neighbours must keep their
/// positions, which proves that the surrounding text keeps its meaning. If this is uncertain, no edit is
/// returned, and the whole text must be parsed.
///
/// @param nodes       the number of the tree's nodes, as [Parsed.Tree] counts them
/// @param collections the keys in the file whose values are collections
record YamlVersion(TextLines lines, Mapping root, int nodes, Set<String> collections) {

    /// The next version of a text.
    ///
    /// @param changed the names of the reparsed items, by the key of their collection
    record Edit(YamlVersion version, Map<String, Set<String>> changed) {}

    /// A key of the file with its lines, counted from 0.
    ///
    /// @param end    the line of the next key, or the end of the text
    /// @param begins the first line of each item; empty if the value is not a collection
    private record Section(Entry head, int line, int end, List<Entry> items, List<Integer> begins) {
        /// The first line of the item with this index, or the end of the last item.
        int begin(int item) {
            return item < begins.size() ? begins.get(item) : end;
        }
    }

    /// The items of a section that are affected by changed lines, and the neighbours of these items.
    ///
    /// @param first the item before the change, in the previous text; -1 if the change precedes all items
    /// @param next  the item after the change; the number of items if the change follows all of them
    private record Region(Section section, int first, int next) {
        static Region around(Section section, LineChange change) {
            int first = -1;
            while (first + 1 < section.items().size() && section.begin(first + 1) < change.from()) {
                first++;
            }
            int next = Math.max(first, 0);
            while (next < section.items().size() && section.begin(next) < change.to()) {
                next++;
            }
            return new Region(section, first, next);
        }

        boolean touches(Region later) {
            return section.line() == later.section.line() && later.first <= next;
        }

        Region joined(Region later) {
            return new Region(section, first, Math.max(next, later.next));
        }

        boolean hasNext() {
            return next < section.items().size();
        }
    }

    /// @return the version; empty for a text whose parts may depend on each other
    static Optional<YamlVersion> of(String text, Parsed.Tree tree) {
        Mapping root = tree.root();
        boolean separable = tree.problems().isEmpty()
                && !tree.anchors()
                && text.indexOf('\r') < 0
                && !Bundle.isBundle(text)
                && isBlock(root)
                && column(root) == 1;
        Set<String> collections = root.entries().values().stream()
                .filter(head -> head.value() instanceof Mapping items
                        && isBlock(items)
                        && items.at().line() > head.at().line())
                .map(Entry::key)
                .collect(Collectors.toUnmodifiableSet());
        return separable
                ? Optional.of(new YamlVersion(TextLines.of(text), root, tree.nodes(), collections))
                : Optional.empty();
    }

    /// @return the edit; empty if the whole text must be parsed
    Optional<Edit> edited(String text) {
        if (text.length() > YamlParser.MAX_CHARS || Bundle.isBundle(text)) {
            return Optional.empty();
        }
        TextLines after = TextLines.of(text);
        List<LineChange> changes = LineChange.between(lines, after);
        return regions(changes).flatMap(regions -> new Splice(after, changes).edit(regions));
    }

    private List<Section> sections() {
        List<Entry> heads = List.copyOf(root.entries().values());
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            int end = i + 1 < heads.size() ? line(heads.get(i + 1), 0) : lines.count();
            sections.add(section(heads.get(i), end));
        }
        return sections;
    }

    private Section section(Entry head, int end) {
        List<Entry> items = collections.contains(head.key()) && head.value() instanceof Mapping mapping
                ? List.copyOf(mapping.entries().values())
                : List.of();
        List<Integer> begins =
                items.stream().map(item -> line(item, head.shift())).toList();
        return new Section(head, line(head, 0), end, items, begins);
    }

    private static int line(Entry entry, int shift) {
        return entry.at().line() - 1 + entry.shift() + shift;
    }

    /// @return the regions; empty if a change does not lie within one collection
    private Optional<List<Region>> regions(List<LineChange> changes) {
        List<Section> sections = changes.isEmpty() ? List.of() : sections();
        List<Region> regions = new ArrayList<>();
        for (LineChange change : changes) {
            Optional<Region> region = sections.stream()
                    .filter(section -> section.line() < change.from() && change.from() <= section.end())
                    .filter(section ->
                            change.to() <= section.end() && !section.items().isEmpty())
                    .findFirst()
                    .map(section -> Region.around(section, change));
            if (region.isEmpty()) {
                return Optional.empty();
            }
            boolean joins = !regions.isEmpty() && regions.getLast().touches(region.get());
            regions.add(joins ? regions.removeLast().joined(region.get()) : region.get());
        }
        return Optional.of(regions);
    }

    /// Whether each entry of a mapping begins a line in the same column as the first entry, which entries in
    /// braces need not do.
    ///
    /// @param mapping the mapping as it was parsed
    private static boolean isBlock(Mapping mapping) {
        int line = 0;
        for (Entry entry : mapping.entries().values()) {
            if (entry.at().line() <= line || entry.at().column() != column(mapping)) {
                return false;
            }
            line = entry.at().line();
        }
        return line > 0
                && mapping.at().equals(mapping.entries().firstEntry().getValue().at());
    }

    private static int column(Mapping mapping) {
        return mapping.entries().firstEntry().getValue().at().column();
    }

    private static int nodes(Entry entry) {
        return 1 + nodes(entry.value());
    }

    private static int nodes(YamlTree tree) {
        return switch (tree) {
            case YamlTree.Scalar _ -> 1;
            case YamlTree.Sequence sequence ->
                1 + sequence.items().stream().mapToInt(YamlVersion::nodes).sum();
            case Mapping mapping ->
                1
                        + mapping.entries().values().stream()
                                .mapToInt(YamlVersion::nodes)
                                .sum();
        };
    }

    /// Replaces regions of the previous version with newly parsed ones.
    private final class Splice {
        private final TextLines after;
        private final List<LineChange> changes;
        private final Map<String, Set<String>> changed = new LinkedHashMap<>();
        private int nodesAfter = nodes;

        Splice(TextLines after, List<LineChange> changes) {
            this.after = after;
            this.changes = changes;
        }

        Optional<Edit> edit(List<Region> regions) {
            SequencedMap<String, Entry> heads = new LinkedHashMap<>();
            for (Entry head : root.entries().values()) {
                List<Region> inside = regions.stream()
                        .filter(region -> region.section().head().key().equals(head.key()))
                        .toList();
                Optional<Entry> spliced = inside.isEmpty() ? Optional.of(head) : spliced(head, inside);
                if (spliced.isEmpty()) {
                    return Optional.empty();
                }
                heads.put(head.key(), spliced.get().shifted(growth(line(head, 0))));
            }
            YamlVersion version = new YamlVersion(after, new Mapping(root.at(), heads), nodesAfter, collections);
            return nodesAfter > YamlParser.MAX_NODES ? Optional.empty() : Optional.of(new Edit(version, changed));
        }

        private int shift(Section section) {
            return section.head().shift() + growth(section.line());
        }

        /// The number of lines by which the text before an unchanged line has grown.
        private int growth(int line) {
            int growth = 0;
            for (LineChange change : changes) {
                growth += change.to() <= line ? change.growth() : 0;
            }
            return growth;
        }

        private int moved(int line) {
            return line + growth(line);
        }

        private Optional<Entry> spliced(Entry head, List<Region> regions) {
            Section section = regions.getFirst().section();
            List<Entry> items = new ArrayList<>();
            int item = 0;
            for (Region region : regions) {
                item = keep(section, item, Math.max(region.first(), 0), items);
                Optional<List<Entry>> parsed = parsed(region);
                if (parsed.isEmpty()) {
                    return Optional.empty();
                }
                items.addAll(parsed.get());
                nodesAfter += parsed.get().stream().mapToInt(YamlVersion::nodes).sum();
                for (; item < region.next(); item++) {
                    nodesAfter -= nodes(section.items().get(item));
                }
                parsed.get()
                        .forEach(entry -> changed.computeIfAbsent(section.head().key(), _ -> new HashSet<>())
                                .add(entry.key()));
            }
            keep(section, item, section.items().size(), items);
            SequencedMap<String, Entry> unique = new LinkedHashMap<>();
            items.forEach(entry -> unique.put(entry.key(), entry));
            return unique.size() == items.size()
                    ? Optional.of(new Entry(
                            head.at(), head.key(), new Mapping(head.value().at(), unique), head.shift()))
                    : Optional.empty();
        }

        private int keep(Section section, int from, int to, List<Entry> items) {
            int ofHead = growth(section.line());
            for (int item = from; item < to; item++) {
                items.add(section.items().get(item).shifted(growth(section.begin(item)) - ofHead));
            }
            return to;
        }

        /// Parses a region below the key of its section, together with the text after it.
        private Optional<List<Entry>> parsed(Region region) {
            Section section = region.section();
            int head = moved(section.line());
            int from = region.first() < 0 ? head + 1 : moved(section.begin(region.first()));
            boolean headFollows = !region.hasNext() && section.end() < lines.count();
            int to = headFollows ? moved(section.end()) + 1 : moved(section.begin(region.next() + 1));
            String text = after.text(head, head + 1) + after.text(from, to);
            // The offset that converts a line number in the region to a line number in the text.
            int offset = from - 2;
            return YamlParser.parse(text) instanceof Parsed.Tree tree
                            && YamlVersion.of(text, tree).isPresent()
                            && tree.root().entries().size() == (headFollows ? 2 : 1)
                            && tree.root()
                                    .entries()
                                    .firstEntry()
                                    .getKey()
                                    .equals(section.head().key())
                            && tree.root().entries().firstEntry().getValue().value() instanceof Mapping items
                            && fits(region, items, offset)
                            && (!headFollows || isHeadAfter(section, tree.root(), offset))
                    ? Optional.of(placed(region, items, offset + 1 - shift(section)))
                    : Optional.empty();
        }

        private boolean isHeadAfter(Section section, Mapping root, int offset) {
            return root.entries().lastEntry().getValue().at().line() + offset == moved(section.end());
        }

        private boolean fits(Region region, Mapping items, int offset) {
            Section section = region.section();
            return isBlock(items)
                    && (region.first() < 0
                            || isItem(
                                    section,
                                    region.first(),
                                    items.entries().firstEntry().getValue(),
                                    offset))
                    && (!region.hasNext()
                            || isItem(
                                    section,
                                    region.next(),
                                    items.entries().lastEntry().getValue(),
                                    offset));
        }

        private boolean isItem(Section section, int item, Entry parsed, int offset) {
            return parsed.key().equals(section.items().get(item).key())
                    && parsed.at().line() + offset == moved(section.begin(item));
        }

        private static List<Entry> placed(Region region, Mapping items, int shift) {
            return items.entries().values().stream()
                    .limit(items.entries().size() - (region.hasNext() ? 1 : 0))
                    .map(entry -> entry.shifted(shift))
                    .toList();
        }
    }
}
