// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.Applied;

/// The result of applying a configuration.
final class AppliedView {
    private AppliedView() {}

    static void print(Applied applied, Terminal terminal) {
        terminal.out().println("r" + applied.revision() + " live in " + applied.tookMs() + " ms");
        ChangesView.print(applied.changes(), terminal);
        applied.overrides().forEach(line -> terminal.out().println("  " + line));
        applied.restart().forEach(line -> terminal.err().println("not in force yet: " + line));
        applied.warnings().forEach(line -> terminal.err().println("warning: " + line));
    }
}
