// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import java.util.List;

/// Reads the configuration text of a ServerIron ADX, as it stands in the ServerIron or in a write-up of it, and says
/// what
/// it took literally, what it assumed and what it could not take. It never becomes a simulator of the ServerIron.
public final class ServerIronFrontEnd {
    private ServerIronFrontEnd() {}

    /// Warnings name lines that are lost, notes name what was assumed. Equal remarks are given once, at the first line,
    /// with the numbers of the others. A refused text has no notes, because nothing was taken from it.
    public static Reading read(String text) {
        ServerIronProblems problems = new ServerIronProblems();
        List<ServerIronLine> lines = ServerIronLexer.lines(text, problems);
        ServerIronText parsed = ServerIronParser.parse(ServerIronBlocks.of(lines, problems), problems);
        Config config = ServerIronMapping.config(parsed, problems);
        ServerIronChecks.check(config, parsed, problems);
        return problems.reading(config);
    }
}
