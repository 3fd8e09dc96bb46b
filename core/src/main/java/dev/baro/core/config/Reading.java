// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.List;
import java.util.Optional;

/// What came of reading a configuration text: every problem at once, in the order of lines, and the configuration if
/// none
/// of them is an error.
public sealed interface Reading {
    List<Problem> problems();

    /// @return the configuration when there was no error
    Optional<Config> config();

    /// @param problems warnings and notes only
    record Accepted(Config accepted, List<Problem> problems) implements Reading {
        public Accepted {
            problems = List.copyOf(problems);
        }

        @Override
        public Optional<Config> config() {
            return Optional.of(accepted);
        }
    }

    /// @param problems at least one error
    record Refused(List<Problem> problems) implements Reading {
        public Refused {
            problems = List.copyOf(problems);
        }

        @Override
        public Optional<Config> config() {
            return Optional.empty();
        }
    }
}
