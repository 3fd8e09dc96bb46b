// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;

/// A value and its position in the file.
public record Placed<T>(T value, Position at) {
    public Problem error(String what, String fix) {
        return Problem.error(at.line(), at.column(), what, fix);
    }

    public Problem warning(String what, String fix) {
        return Problem.warning(at.line(), at.column(), what, fix);
    }
}
