// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.serveriron.FrontEnd;
import dev.baro.core.yaml.YamlReader;

/// Says of a text what [ConfigText] says. Of a YAML file that is read again it reads what has changed, for which it
/// holds the last one without an error. Thread-safe.
public final class ConfigReader {
    private final YamlReader yaml = new YamlReader();

    /// Knows no text yet.
    public ConfigReader() {}

    public Reading<Config> read(String text) {
        return switch (ConfigFormat.detect(text)) {
            case YAML -> yaml.read(text);
            case SERVERIRON -> FrontEnd.read(text);
        };
    }
}
