// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.serveriron.FrontEnd;
import dev.baro.core.yaml.YamlReader;

/// Works like [ConfigText], but keeps the last valid text, so that only the changed parts of a reloaded YAML
/// file are parsed. Thread-safe.
public final class ConfigReader {
    private final YamlReader yaml = new YamlReader();

    /// Creates a reader that has no text yet.
    public ConfigReader() {}

    public Reading<Config> read(String text) {
        return switch (ConfigFormat.detect(text)) {
            case YAML -> yaml.read(text);
            case SERVERIRON -> FrontEnd.read(text);
        };
    }
}
