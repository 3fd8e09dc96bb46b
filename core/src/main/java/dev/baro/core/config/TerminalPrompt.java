// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

/// The prompt of a device, in a text copied from its terminal.
public final class TerminalPrompt {
    /// `SLB#`, `SLB(config-vs-store)#`, `(config)#`, `SSH@SLB>`, as part of a
    /// regular expression without groups.
    public static final String PATTERN = "(?:[A-Za-z0-9@._-]+(?:\\([a-zA-Z][^)\\s]*\\))?|\\([a-zA-Z][^)\\s]*\\))[#>]";

    private TerminalPrompt() {}
}
