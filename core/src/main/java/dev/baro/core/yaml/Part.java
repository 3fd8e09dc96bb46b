// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Literals;
import dev.baro.core.config.Position;
import dev.baro.core.model.IpAddress;
import dev.baro.core.yaml.YamlTree.Mapping;
import dev.baro.core.yaml.YamlTree.Scalar;
import dev.baro.core.yaml.YamlTree.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A named part of the file: a VIP, a server, a layer, or the whole file. Omitted and invalid values are
/// absent, so every check can run on a file with other mistakes.
///
/// @param name  the part's key; for an item of a list `item 2 of vips`
/// @param at    the position of the name, or of a list item itself
/// @param shift the number of lines by which the content has moved down from the positions recorded in the tree
public record Part(String name, Position at, YamlTree tree, int shift) {
    /// A part in which every value is absent.
    static final Part EMPTY = whole(new Mapping(Position.START, new LinkedHashMap<>()));

    /// A part that has only a name.
    static Part named(String name) {
        return new Part(name, Position.START, EMPTY.tree, 0);
    }

    public static Part whole(Mapping root) {
        return new Part("", Position.START, root, 0);
    }

    Placed<String> placedName() {
        return new Placed<>(name, at);
    }

    /// @return the position of the key
    public Optional<Position> key(String key) {
        return entry(key).map(this::place);
    }

    Optional<Part> part(String key) {
        return entry(key).map(this::of);
    }

    /// @return the parts of the mapping under a key, in the order of the file
    List<Part> parts(String key) {
        return part(key).map(Part::parts).orElse(List.of());
    }

    /// @return the number of parts in the mapping under a key
    int size(String key) {
        return entry(key)
                .map(entry -> entry.value() instanceof Mapping mapping
                        ? mapping.entries().size()
                        : 0)
                .orElse(0);
    }

    /// @return the parts of this mapping itself, in the order of the file
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        if (tree instanceof Mapping mapping) {
            mapping.entries().values().forEach(entry -> parts.add(of(entry)));
        }
        return List.copyOf(parts);
    }

    public Optional<Placed<String>> text(String key) {
        return scalar(key)
                .filter(scalar -> scalar.kind() == ScalarKind.TEXT)
                .map(scalar -> new Placed<>(scalar.text(), scalar.at()));
    }

    /// @return the integer, even if it is written with a fraction of zero
    public Optional<Placed<Integer>> number(String key) {
        return scalar(key).flatMap(Part::number);
    }

    Optional<Placed<Boolean>> flag(String key) {
        return scalar(key)
                .filter(scalar -> scalar.kind() == ScalarKind.BOOLEAN)
                .map(scalar -> new Placed<>(Boolean.parseBoolean(scalar.text()), scalar.at()));
    }

    public Optional<Placed<IpAddress>> address() {
        return text("address")
                .flatMap(text -> Literals.address(text.value()).map(address -> new Placed<>(address, text.at())));
    }

    /// @return the address, or the addresses in a list; invalid ones are omitted
    public List<Placed<IpAddress>> addresses() {
        return Stream.concat(text("address").stream(), texts("address").stream())
                .flatMap(text ->
                        Literals.address(text.value()).map(address -> new Placed<>(address, text.at())).stream())
                .toList();
    }

    Optional<Placed<Duration>> duration(String key) {
        return text(key)
                .flatMap(text -> Literals.duration(text.value()).map(duration -> new Placed<>(duration, text.at())));
    }

    /// @return the strings of a list; other items are omitted
    public List<Placed<String>> texts(String key) {
        List<Placed<String>> texts = new ArrayList<>();
        for (Scalar scalar : scalars(key)) {
            if (scalar.kind() == ScalarKind.TEXT) {
                texts.add(new Placed<>(scalar.text(), scalar.at()));
            }
        }
        return List.copyOf(texts);
    }

    /// @return the integers of a list; other items are omitted
    public List<Placed<Integer>> numbers(String key) {
        return scalars(key).stream().flatMap(scalar -> number(scalar).stream()).toList();
    }

    /// @return the items of a list, each as a part
    public List<Part> items(String key) {
        return entry(key)
                .filter(entry -> entry.value() instanceof Sequence)
                .map(entry -> items(key, ((Sequence) entry.value()).items(), shift + entry.shift()))
                .orElse(List.of());
    }

    private static List<Part> items(String key, List<YamlTree> items, int shift) {
        return IntStream.range(0, items.size())
                .mapToObj(i -> new Part(
                        "item %d of %s".formatted(i + 1, key), items.get(i).at().below(shift), items.get(i), shift))
                .toList();
    }

    /// @return the strings of a mapping by key, in the order of the file; other values are omitted
    Map<String, Placed<String>> texts() {
        Map<String, Placed<String>> texts = new LinkedHashMap<>();
        if (tree instanceof Mapping mapping) {
            mapping.entries().keySet().forEach(key -> text(key).ifPresent(text -> texts.put(key, text)));
        }
        return texts;
    }

    private List<Scalar> scalars(String key) {
        List<Scalar> scalars = new ArrayList<>();
        Optional<YamlTree.Entry> entry = entry(key);
        if (entry.isPresent() && entry.get().value() instanceof Sequence list) {
            for (YamlTree item : list.items()) {
                if (item instanceof Scalar scalar) {
                    scalars.add(scalar.below(shift + entry.get().shift()));
                }
            }
        }
        return scalars;
    }

    private static Optional<Placed<Integer>> number(Scalar scalar) {
        double value = scalar.kind() == ScalarKind.INTEGER
                ? ScalarKind.integer(scalar.text())
                : scalar.kind() == ScalarKind.FLOAT ? Double.parseDouble(scalar.text()) : Double.NaN;
        return (int) value == value ? Optional.of(new Placed<>((int) value, scalar.at())) : Optional.empty();
    }

    private Optional<Scalar> scalar(String key) {
        return entry(key)
                .filter(entry -> entry.value() instanceof Scalar)
                .map(entry -> ((Scalar) entry.value()).below(shift + entry.shift()));
    }

    private Optional<YamlTree.Entry> entry(String key) {
        return tree instanceof Mapping mapping ? mapping.entry(key) : Optional.empty();
    }

    private Position place(YamlTree.Entry entry) {
        return entry.at().below(shift + entry.shift());
    }

    private Part of(YamlTree.Entry entry) {
        return new Part(entry.key(), place(entry), entry.value(), shift + entry.shift());
    }
}
