// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import dev.baro.core.api.Json;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The forms of one answer, each created on demand.
public final class Forms {
    private final Map<AnswerForm, Supplier<List<String>>> forms = new EnumMap<>(AnswerForm.class);

    private Forms() {}

    /// @param json  text
    /// @param table lines
    public static Forms of(Supplier<String> json, Supplier<List<String>> table) {
        return new Forms()
                .with(AnswerForm.TABLE, table)
                .with(AnswerForm.JSON, () -> json.get().strip().lines().toList())
                .with(AnswerForm.YAML, () -> Json.yaml(json.get()).lines().toList());
    }

    public Forms with(AnswerForm form, Supplier<List<String>> lines) {
        forms.put(form, lines);
        return this;
    }

    Map<AnswerForm, Supplier<List<String>>> all() {
        return forms;
    }
}
