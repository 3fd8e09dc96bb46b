// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// One difference between two configurations.
///
/// @param path the path in the file: `vips.store-app1.dscp`
/// @param text `10 -> 11`, `+ store-web-b03`, `- ssl`
record Change(String path, String text) {

    /// Compares two versions of one kind of part.
    interface Comparison<T> {
        String name(T part);

        /// Describes a newly added part.
        String summary(T part);

        Stream<Change> between(String path, T before, T after);
    }

    static <T> Stream<Change> ofValue(String path, T before, T after, Function<T, String> text) {
        return before.equals(after) ? Stream.of() : Stream.of(new Change(path, arrow(before, after, text)));
    }

    private static <T> String arrow(T before, T after, Function<T, String> text) {
        return shown(text.apply(before)) + " -> " + shown(text.apply(after));
    }

    private static String shown(String text) {
        return text.isEmpty() ? "(none)" : text;
    }

    /// The items added to and removed from a list, and the new order if the remaining items were reordered.
    static Stream<Change> ofList(String path, List<String> before, List<String> after) {
        List<Change> changes = new ArrayList<>();
        minus(before, after).forEach(name -> changes.add(new Change(path, "- " + name)));
        minus(after, before).forEach(name -> changes.add(new Change(path, "+ " + name)));
        boolean moved = !common(before, after).equals(common(after, before));
        if (moved || (changes.isEmpty() && !before.equals(after))) {
            changes.add(new Change(path, "order: " + String.join(", ", after)));
        }
        return changes.stream();
    }

    /// The named parts that were added or removed, and the differences within the remaining parts.
    static <T> Stream<Change> ofParts(String path, List<T> before, List<T> after, Comparison<T> comparison) {
        Map<String, T> old = byName(before, comparison);
        Map<String, T> now = byName(after, comparison);
        Stream<Change> membership = ofList(path, names(before, comparison), names(after, comparison))
                .map(change -> change.summarised(now, comparison));
        Stream<Change> within = old.entrySet().stream()
                .flatMap(entry -> Optional.ofNullable(now.get(entry.getKey())).stream()
                        .flatMap(part -> comparison.between(path + "." + entry.getKey(), entry.getValue(), part)));
        return Stream.concat(membership, within);
    }

    private <T> Change summarised(Map<String, T> parts, Comparison<T> comparison) {
        T part = text.startsWith("+ ") ? parts.get(text.substring(2)) : null;
        return part == null ? this : new Change(path, text + " (" + comparison.summary(part) + ")");
    }

    private static <T> Map<String, T> byName(List<T> parts, Comparison<T> comparison) {
        Map<String, T> byName = new LinkedHashMap<>();
        parts.forEach(part -> byName.put(comparison.name(part), part));
        return byName;
    }

    private static <T> List<String> names(List<T> parts, Comparison<T> comparison) {
        return parts.stream().map(comparison::name).toList();
    }

    private static List<String> minus(List<String> all, List<String> without) {
        Set<String> removed = new HashSet<>(without);
        return all.stream().filter(name -> !removed.contains(name)).toList();
    }

    private static List<String> common(List<String> all, List<String> others) {
        Set<String> kept = new HashSet<>(others);
        return all.stream().filter(kept::contains).toList();
    }
}
