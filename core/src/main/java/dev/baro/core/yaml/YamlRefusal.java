// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;

/// Ends the parsing of a text of which no tree can be made. Never leaves [YamlParser].
final class YamlRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    YamlRefusal(Position at, String what, String fix) {
        super(what, null, false, false);
        problem = Problem.error(at.line(), at.column(), what, fix);
    }

    Problem problem() {
        return problem;
    }
}
