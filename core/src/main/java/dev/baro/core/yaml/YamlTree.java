// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A YAML document with a position for every key and value. Aliases are resolved: an aliased subtree appears
/// several times in the tree and keeps the position of its anchor.
public sealed interface YamlTree {
    Position at();

    /// @param text the text as written, without quotes
    record Scalar(Position at, String text, ScalarKind kind) implements YamlTree {
        boolean isBlank() {
            return kind == ScalarKind.NULL && text.isEmpty();
        }

        Scalar below(int lines) {
            return lines == 0 ? this : new Scalar(at.below(lines), text, kind);
        }
    }

    record Sequence(Position at, List<YamlTree> items) implements YamlTree {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// @param entries the entries by key, in the order of the file
    record Mapping(Position at, SequencedMap<String, Entry> entries) implements YamlTree {
        public Mapping {
            entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
        }

        Optional<Entry> entry(String key) {
            return Optional.ofNullable(entries.get(key));
        }
    }

    /// @param at    the position that the key had when it was parsed
    /// @param shift the number of lines by which the key and its value have moved down from their recorded
    ///              positions, because the text above has grown
    record Entry(Position at, String key, YamlTree value, int shift) {
        public Entry(Position at, String key, YamlTree value) {
            this(at, key, value, 0);
        }

        Entry shifted(int lines) {
            return lines == 0 ? this : new Entry(at, key, value, shift + lines);
        }
    }
}
