// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.yaml.ScalarKind;
import dev.baro.core.yaml.YamlTree;
import dev.baro.core.yaml.YamlTree.Entry;
import dev.baro.core.yaml.YamlTree.Mapping;
import dev.baro.core.yaml.YamlTree.Scalar;
import dev.baro.core.yaml.YamlTree.Sequence;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Notations that `agent.yaml` accepts but `baro.yaml` does not: a number in quotes (`dscp: "10"`), and an
/// interface name that looks like a number. Existing files contain these notations, and so do files that
/// the agent has stored.
final class LenientScalars {
    private LenientScalars() {}

    /// @return the same tree, with these values converted to the type of their key
    static Mapping of(Mapping file) {
        return with(
                file,
                Map.of(
                        "version", LenientScalars::number,
                        "vips", list -> items(list, LenientScalars::vip),
                        "interfaces", list -> items(list, LenientScalars::text)));
    }

    private static YamlTree vip(YamlTree vip) {
        return vip instanceof Mapping mapping
                ? with(
                        mapping,
                        Map.of("dscp", LenientScalars::number, "ports", list -> items(list, LenientScalars::number)))
                : vip;
    }

    private static Mapping with(Mapping mapping, Map<String, UnaryOperator<YamlTree>> changes) {
        SequencedMap<String, Entry> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            UnaryOperator<YamlTree> change = changes.getOrDefault(key, UnaryOperator.identity());
            entries.put(key, new Entry(entry.at(), key, change.apply(entry.value())));
        });
        return new Mapping(mapping.at(), entries);
    }

    private static YamlTree items(YamlTree list, UnaryOperator<YamlTree> change) {
        return list instanceof Sequence sequence
                ? new Sequence(
                        sequence.at(), sequence.items().stream().map(change).toList())
                : list;
    }

    private static YamlTree number(YamlTree tree) {
        return tree instanceof Scalar scalar && scalar.text().matches("[0-9]{1,9}")
                ? new Scalar(scalar.at(), scalar.text(), ScalarKind.INTEGER)
                : tree;
    }

    private static YamlTree text(YamlTree tree) {
        return tree instanceof Scalar scalar && scalar.kind() != ScalarKind.NULL
                ? new Scalar(scalar.at(), scalar.text(), ScalarKind.TEXT)
                : tree;
    }
}
