// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.log.EventReaders;
import dev.baro.core.api.ProblemDetail;
import java.util.List;

/// The API's answer to a request.
public sealed interface Answer {

    /// @param body a record of `dev.baro.core.api`
    record Json(Object body) implements Answer {}

    record Yaml(String text) implements Answer {}

    /// A text response that is neither JSON nor YAML.
    record Text(String mediaType, String text) implements Answer {}

    /// A text response that is sent exactly as it is.
    record Plain(String mediaType, String text) implements Answer {}

    /// A stream of events, which are sent as they occur.
    record Events(EventReaders.Seat seat) implements Answer {}

    record No(ProblemDetail problem) implements Answer {}

    /// Refuses a configuration text that has errors.
    static Answer invalid(String name, String problemText) {
        return new No(new ProblemDetail(
                ProblemDetail.CONFIG_INVALID,
                "the configuration is invalid",
                422,
                problemText,
                name,
                "correct the lines above; nothing has changed"));
    }

    /// Refuses a change that requires force.
    ///
    /// @param losses the traffic that the change would take away, one sentence each
    static Answer needsForce(String title, List<String> losses, String where) {
        return new No(new ProblemDetail(
                ProblemDetail.NEEDS_FORCE,
                title,
                409,
                String.join("\n", losses),
                where,
                "nothing has changed; if that is intended, repeat the request with force=true"));
    }
}
