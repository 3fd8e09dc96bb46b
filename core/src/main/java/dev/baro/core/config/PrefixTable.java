// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Maps prefixes to values. A lookup takes as many steps as there are distinct prefix lengths.
///
/// @param <V> the value of a prefix; if a prefix occurs twice, its first value is kept
public final class PrefixTable<V> {
    private final Map<Prefix, V> values = new HashMap<>();
    private final SortedSet<Integer> lengths = new TreeSet<>();

    public void add(Prefix prefix, V value) {
        values.putIfAbsent(prefix, value);
        lengths.add(prefix.length());
    }

    /// The values of the prefixes that contain an address, the widest first.
    public Stream<V> around(IpAddress address) {
        int bits = 8 * address.bytes().length;
        return lengths.headSet(bits + 1).stream()
                .map(length -> values.get(Prefix.around(address, length)))
                .filter(Objects::nonNull);
    }
}
