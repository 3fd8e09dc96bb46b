// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import java.util.List;

/// Reads the configuration text of a ServerIron ADX, from the device or from documentation, and reports literal
/// readings, assumptions and unmapped lines. It does not try to simulate the ServerIron.
public final class FrontEnd {
    /// The same limit as for a YAML file.
    private static final int MAX_CHARS = 4 << 20;

    private FrontEnd() {}

    /// Warnings report lost lines, and notes report assumptions. Identical remarks appear once, at the first
    /// line, with the numbers of the other lines. A refused text gets no notes, because none of it is used.
    public static Reading<Config> read(String text) {
        Problems problems = new Problems();
        if (text.length() > MAX_CHARS) {
            problems.error(new Word("", 0, 0), "the text is larger than 4 MiB", "is this a ServerIron configuration?");
            return problems.reading(Config.EMPTY);
        }
        List<Line> lines = Lexer.lines(text, problems);
        Text parsed = Parser.parse(Blocks.of(lines, problems), problems);
        if (SizeCheck.exceeded(parsed, problems)) {
            return problems.reading(Config.EMPTY);
        }
        Config config = Mapping.config(parsed, problems);
        if (SizeCheck.exceeded(config, problems)) {
            return problems.reading(Config.EMPTY);
        }
        Checks.check(config, parsed, problems);
        return problems.reading(config);
    }
}
