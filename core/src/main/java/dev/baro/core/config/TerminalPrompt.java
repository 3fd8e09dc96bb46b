// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

/// A device's command prompt in text copied from a terminal session.
public final class TerminalPrompt {
    /// The prompts as part of a regex without groups: `SLB#`, `SLB(config-vs-store)#`, `(config)#`, `SSH@SLB>`.
    public static final String PATTERN = "(?:[A-Za-z0-9@._-]+(?:\\([a-zA-Z][^)\\s]*\\))?|\\([a-zA-Z][^)\\s]*\\))[#>]";

    private TerminalPrompt() {}
}
