// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

/// The two forms that every answer has.
public enum OutputFormat {
    /// People. The form may change.
    TABLE,
    /// Programs. The form is part of the interface.
    JSON
}
