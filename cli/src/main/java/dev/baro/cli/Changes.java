// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import java.util.List;

/// How the difference of two configurations is shown.
final class Changes {
    private Changes() {}

    static void print(List<String> changes, Terminal terminal) {
        if (changes.isEmpty()) {
            terminal.out().println("no change");
        }
        changes.forEach(line -> terminal.out().println("  " + line));
    }
}
