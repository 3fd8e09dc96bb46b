// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

/// A word or quoted text of a line, with its position.
///
/// @param line   1-based
/// @param column 1-based; the column of the opening quote if there is one
record Word(String text, int line, int column) {

    boolean is(String keyword) {
        return text.equalsIgnoreCase(keyword);
    }
}
