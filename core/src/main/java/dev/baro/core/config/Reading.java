// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.config.Problem.Severity;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The result of reading a configuration text: all problems in line order, at most [ProblemLimit#SHOWN], and
/// the configuration if none of them is an error.
///
/// @param <C> the configuration: [Config] for the balancers' file, another type for other files
public sealed interface Reading<C> {
    List<Problem> problems();

    /// @return the configuration if there was no error
    Optional<C> config();

    /// @param problems the problems in any order, possibly with duplicates
    /// @param config   the configuration, evaluated only if none of the problems is an error
    static <C> Reading<C> of(Stream<Problem> problems, Supplier<C> config) {
        List<Problem> found = problems.distinct().toList();
        List<Problem> shown = ProblemLimit.shown(found);
        return found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)
                ? new Refused<>(shown)
                : new Accepted<>(config.get(), shown);
    }

    /// @param problems the problems: only warnings and notes
    record Accepted<C>(C accepted, List<Problem> problems) implements Reading<C> {
        public Accepted {
            problems = List.copyOf(problems);
        }

        @Override
        public Optional<C> config() {
            return Optional.of(accepted);
        }
    }

    /// @param problems the problems: at least one is an error
    record Refused<C>(List<Problem> problems) implements Reading<C> {
        public Refused {
            problems = List.copyOf(problems);
        }

        @Override
        public Optional<C> config() {
            return Optional.empty();
        }
    }
}
