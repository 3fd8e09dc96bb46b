// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads one file again and again: what it says of a text is what [YamlFrontEnd] says, and after the first time it
/// costs what has changed since the last text without an error. Holds that text. Thread-safe.
public final class YamlReader {
    private volatile @Nullable Known known;

    /// @param version made when another text comes, for a daemon may never see one
    private record Known(Supplier<Optional<YamlVersion>> version, Reading.Accepted<Config> reading) {}

    /// Knows no text yet.
    public YamlReader() {}

    public Reading<Config> read(String text) {
        Known before = known;
        Optional<Known> again = before == null ? Optional.empty() : again(before, text);
        if (again.isPresent()) {
            known = again.get();
            return again.get().reading();
        }
        Parsed parsed = BundleParser.parse(text);
        Reading<Config> reading = YamlFrontEnd.read(parsed);
        if (reading instanceof Reading.Accepted<Config> accepted && parsed instanceof Parsed.Tree tree) {
            known = new Known(() -> YamlVersion.of(text, tree), accepted);
        }
        return reading;
    }

    /// Says nothing of a text with an error: what is wrong with it the reading of the whole text says.
    private static Optional<Known> again(Known before, String text) {
        return before.version()
                .get()
                .flatMap(version -> version.edited(text))
                .flatMap(edit -> YamlFrontEnd.read(edit, before.reading().accepted())
                        .map(reading -> new Known(() -> Optional.of(edit.version()), reading)));
    }
}
