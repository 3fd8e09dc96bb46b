// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.core.config.Problem;

/// What is wrong or doubtful about a file that an HTTPS check names.
///
/// @param key  that names it: `ca`, `certificate` or `key`
/// @param file its path, as the configuration has it
public record FileProblem(String key, String file, Problem problem) {
    static FileProblem error(String key, String file, String what, String fix) {
        return new FileProblem(key, file, Problem.error(0, 0, what, fix));
    }

    static FileProblem warning(String key, String file, String what, String fix) {
        return new FileProblem(key, file, Problem.warning(0, 0, what, fix));
    }
}
