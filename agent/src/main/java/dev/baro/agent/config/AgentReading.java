// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.config.Problem;
import java.util.List;

/// What came of reading a wish for this server: the configuration, or everything that is wrong with it at once.
public sealed interface AgentReading {
    /// @param warnings doubtful, but done
    record Accepted(AgentConfig config, List<Problem> warnings) implements AgentReading {
        public Accepted {
            warnings = List.copyOf(warnings);
        }
    }

    /// @param problems in the order of the file, at least one error
    record Refused(List<Problem> problems) implements AgentReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
