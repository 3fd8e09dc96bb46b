// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads one file repeatedly. Its results equal those of [YamlFrontEnd], but after the first time, the cost
/// depends only on the changes since the last valid text, which the reader keeps. Thread-safe.
public final class YamlReader {
    private volatile @Nullable Known known;

    /// @param version the version, created only when another text arrives, because a daemon may never get one
    private record Known(Supplier<Optional<YamlVersion>> version, Reading.Accepted<Config> reading) {}

    /// Creates a reader that has no text yet.
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

    /// Reads only the changes. The result is empty if the text has an error; a full read
    /// then reports the error.
    private static Optional<Known> again(Known before, String text) {
        return before.version()
                .get()
                .flatMap(version -> version.edited(text))
                .flatMap(edit -> YamlFrontEnd.read(edit, before.reading().accepted())
                        .map(reading -> new Known(() -> Optional.of(edit.version()), reading)));
    }
}
