// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;

/// A value that breaks a rule of the schema.
///
/// @param label what a message calls it: its key, or `item 2 of servers`
/// @param key   where its key stands; for an item of a list where itself stands
record Found(String label, Position key, YamlTree value) {

    /// Where the reader should look: the value, or the key when there is nothing to see after it.
    Position place() {
        return value instanceof YamlTree.Scalar scalar && scalar.isBlank() ? key : value.at();
    }

    Problem atValue(String what, String fix) {
        return new Placed<>(label, place()).error(what, fix);
    }

    Problem atKey(String what, String fix) {
        return new Placed<>(label, key).error(what, fix);
    }

    /// What stands there: the text in quotes, or what kind of thing it is.
    String said() {
        return switch (value) {
            case YamlTree.Scalar scalar ->
                switch (scalar.kind()) {
                    case TEXT -> Words.quoted(scalar.text());
                    case INTEGER, FLOAT, BOOLEAN, NULL -> Words.shortened(scalar.text());
                };
            case YamlTree.Sequence _ -> "with a list";
            case YamlTree.Mapping _ -> "with keys and values";
        };
    }
}
