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

    /// Text of another kind.
    record Text(String mediaType, String text) implements Answer {}

    /// Text that is sent as it is.
    record Plain(String mediaType, String text) implements Answer {}

    /// Events as they come.
    record Events(EventReaders.Seat seat) implements Answer {}

    record No(ProblemDetail problem) implements Answer {}

    /// A refusal, because the text has errors.
    static Answer invalid(String name, String problemText) {
        return new No(new ProblemDetail(
                ProblemDetail.CONFIG_INVALID,
                "the configuration is invalid",
                422,
                problemText,
                name,
                "correct the lines above; nothing has changed"));
    }

    /// A refusal, unless forced.
    ///
    /// @param losses one sentence each
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
