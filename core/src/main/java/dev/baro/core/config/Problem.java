// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

/// An error or doubtful setting in a configuration, in the reader's terms.
///
/// @param line   1-based; 0 if the problem belongs to no line
/// @param column 1-based; 0 if the problem belongs to no column
/// @param what   the problem in lower case, without a full stop: `dscp 64 is out of range`
/// @param fix    the expected value and how to fix the problem: `1 to 63; free here: 11, 12, 14`
public record Problem(Severity severity, int line, int column, String what, String fix) {

    /// An error makes the whole file invalid; a warning or a note does not.
    public enum Severity {
        ERROR,
        WARNING,
        NOTE
    }

    public static Problem error(int line, int column, String what, String fix) {
        return new Problem(Severity.ERROR, line, column, what, fix);
    }

    public static Problem warning(int line, int column, String what, String fix) {
        return new Problem(Severity.WARNING, line, column, what, fix);
    }

    public static Problem note(int line, int column, String what, String fix) {
        return new Problem(Severity.NOTE, line, column, what, fix);
    }
}
