// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The text of `good/store.yaml`, which has every key.
public final class GoodFile {
    private GoodFile() {}

    public static String text() {
        try (InputStream stream = GoodFile.class.getResourceAsStream("good/store.yaml")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Config config() {
        return YamlFrontEnd.read(text()).config().orElseThrow();
    }
}
