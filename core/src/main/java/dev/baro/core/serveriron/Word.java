// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

/// A word of a line, or what stands between quotes, with its place.
///
/// @param line   1-based
/// @param column 1-based, of the opening quote where there is one
record Word(String text, int line, int column) {

    boolean is(String keyword) {
        return text.equalsIgnoreCase(keyword);
    }
}
