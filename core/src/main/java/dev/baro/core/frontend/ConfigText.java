// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.serveriron.FrontEnd;
import dev.baro.core.yaml.YamlFrontEnd;

/// Reads a configuration text in either language.
public final class ConfigText {
    private ConfigText() {}

    public static Reading<Config> read(String text) {
        return switch (ConfigFormat.detect(text)) {
            case YAML -> YamlFrontEnd.read(text);
            case SERVERIRON -> FrontEnd.read(text);
        };
    }
}
