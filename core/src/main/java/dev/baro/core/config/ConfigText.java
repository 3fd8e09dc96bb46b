// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.serveriron.ServerIronFrontEnd;

/// Reads a configuration text in whichever of the two languages it is written.
public final class ConfigText {
    private ConfigText() {}

    public static Reading read(String text) {
        return switch (ConfigFormat.detect(text)) {
            case YAML -> YamlFrontEnd.read(text);
            case SERVERIRON -> ServerIronFrontEnd.read(text);
        };
    }
}
