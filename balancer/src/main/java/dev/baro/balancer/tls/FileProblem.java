// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.core.config.Problem;

/// An error or a warning about a file of an HTTPS check.
///
/// @param key  the key in the configuration: `ca`, `certificate` or `key`
/// @param file the file's path as given in the configuration
public record FileProblem(String key, String file, Problem problem) {
    static FileProblem error(String key, String file, String what, String fix) {
        return new FileProblem(key, file, Problem.error(0, 0, what, fix));
    }

    static FileProblem warning(String key, String file, String what, String fix) {
        return new FileProblem(key, file, Problem.warning(0, 0, what, fix));
    }
}
