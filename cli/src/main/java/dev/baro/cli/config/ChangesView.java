// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.terminal.Terminal;
import java.util.List;

/// Shows the differences between two configurations.
final class ChangesView {
    private ChangesView() {}

    static void print(List<String> changes, Terminal terminal) {
        if (changes.isEmpty()) {
            terminal.out().println("no change");
        }
        changes.forEach(line -> terminal.out().println("  " + line));
    }
}
