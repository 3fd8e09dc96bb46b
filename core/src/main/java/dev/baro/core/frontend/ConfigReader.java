// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.serveriron.FrontEnd;
import dev.baro.core.yaml.YamlReader;

/// Reads like [ConfigText], but parses only the changes of a reloaded YAML file, and keeps the last valid text
/// for that purpose. Thread-safe.
public final class ConfigReader {
    private final YamlReader yaml = new YamlReader();

    /// Starts without a text.
    public ConfigReader() {}

    public Reading<Config> read(String text) {
        return switch (ConfigFormat.detect(text)) {
            case YAML -> yaml.read(text);
            case SERVERIRON -> FrontEnd.read(text);
        };
    }
}
