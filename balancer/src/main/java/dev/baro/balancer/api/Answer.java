// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.core.api.ProblemDetail;

/// What the API says to a request.
public sealed interface Answer {

    /// @param body a record of `dev.baro.core.api`
    record Json(Object body) implements Answer {}

    record Yaml(String text) implements Answer {}

    /// Text of another kind.
    record Text(String mediaType, String text) implements Answer {}

    record No(ProblemDetail problem) implements Answer {}
}
