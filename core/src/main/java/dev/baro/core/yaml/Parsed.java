// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import java.util.List;

/// The result of parsing a YAML text.
public sealed interface Parsed {

    /// @param problems the problems, such as duplicate keys; the tree holds the first of each
    /// @param nodes    the number of keys, values, lists and mappings, with aliases expanded
    /// @param anchors  whether one part of the text can refer to another
    record Tree(YamlTree.Mapping root, List<Problem> problems, int nodes, boolean anchors) implements Parsed {
        public Tree {
            problems = List.copyOf(problems);
        }
    }

    /// The text could not be parsed into a tree.
    record Broken(List<Problem> problems) implements Parsed {
        public Broken {
            problems = List.copyOf(problems);
        }
    }
}
