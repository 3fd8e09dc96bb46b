// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The texts that several tests read, and problems as one line each.
public final class Texts {
    /// The smallest text that is accepted, 8 lines.
    static final String SMALL = """
            server port http
            tcp
            server real web-a01 192.0.2.1
            port http
            server virtual store 198.51.100.10
            tos-marking 11 hc-l3-dsr
            predictor round-robin
            bind http web-a01 http
            """;

    private Texts() {}

    public static String seed() {
        return resource("seed.conf");
    }

    public static String store() {
        return resource("store.conf");
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(Texts.class.getResourceAsStream("/dev/baro/core/serveriron/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> problems(String text) {
        return FrontEnd.read(text).problems().stream()
                .map(p -> "%d:%d %s: %s; %s"
                        .formatted(
                                p.line(), p.column(), p.severity().name().toLowerCase(Locale.ROOT), p.what(), p.fix()))
                .toList();
    }

    /// Without notes.
    static List<String> complaints(String text) {
        return problems(text).stream().filter(p -> !p.contains(" note: ")).toList();
    }

    public static Config config(String text) {
        return FrontEnd.read(text).config().orElseThrow(() -> new AssertionError(problems(text)));
    }
}
