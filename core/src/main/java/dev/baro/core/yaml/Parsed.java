// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import java.util.List;

/// What came of parsing a YAML text.
public sealed interface Parsed {

    /// @param problems such as duplicate keys; the tree holds the first of them
    /// @param nodes    keys, values, lists and mappings, aliases counted as what they stand for
    /// @param anchors  whether a part of the text can be repeated in another
    record Tree(YamlTree.Mapping root, List<Problem> problems, int nodes, boolean anchors) implements Parsed {
        public Tree {
            problems = List.copyOf(problems);
        }
    }

    /// No tree can be made of it.
    record Broken(List<Problem> problems) implements Parsed {
        public Broken {
            problems = List.copyOf(problems);
        }
    }
}
