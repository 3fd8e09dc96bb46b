// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

/// The two forms that every answer has.
public enum OutputFormat {
    /// A table for people. Its layout may change.
    TABLE,
    /// JSON for programs. Its structure is part of the interface.
    JSON
}
