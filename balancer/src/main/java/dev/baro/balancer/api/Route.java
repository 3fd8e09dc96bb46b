// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.core.config.Role;
import io.helidon.http.Method;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// One operation of the API, and all requirements that a request to it must meet.
///
/// @param path  the path as in `openapi.json`, with its parameters in braces
/// @param role  the lowest role that the caller needs; empty: none
/// @param state the state that the response shows or the request changes, and that has an entity tag
record Route(Method method, String path, Optional<Role> role, Body body, Tagged state, Question question) {

    /// The kind of body that a request may have.
    enum Body {
        NOTHING(0),
        /// A JSON object with a few short values.
        JSON(64 * 1024),
        /// A single line of text.
        LINE(64 * 1024),
        /// A configuration. With a thousand real servers, it takes about 100 KB.
        CONFIGURATION(4 * 1024 * 1024);

        private final int maxBytes;

        Body(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        int maxBytes() {
            return maxBytes;
        }

        /// The accepted media types, with the usual one first.
        List<String> mediaTypes() {
            return switch (this) {
                case NOTHING -> List.of();
                case JSON -> List.of("application/json");
                case LINE -> List.of("text/plain", "application/octet-stream");
                case CONFIGURATION ->
                    List.of(
                            "application/yaml",
                            "application/x-yaml",
                            "text/yaml",
                            "text/plain",
                            "application/octet-stream");
            };
        }
    }

    /// The states that several operators may change concurrently.
    enum Tagged {
        NOTHING,
        CONFIGURATION,
        /// The overrides of one server.
        SERVER,
        /// The operators' settings of routes.
        ROUTES
    }

    interface Question {
        /// @throws IllegalArgumentException if the body cannot be parsed
        Answer ask(Asked asked) throws IOException, TimeoutException, InterruptedException;
    }

    static Route get(String path, Question question) {
        return new Route(Method.GET, path, Optional.of(Role.READ), Body.NOTHING, Tagged.NOTHING, question);
    }

    static Route post(String path, Role role, Question question) {
        return new Route(Method.POST, path, Optional.of(role), Body.NOTHING, Tagged.NOTHING, question);
    }

    static Route put(String path, Role role, Question question) {
        return new Route(Method.PUT, path, Optional.of(role), Body.JSON, Tagged.NOTHING, question);
    }

    static Route delete(String path, Role role, Question question) {
        return new Route(Method.DELETE, path, Optional.of(role), Body.NOTHING, Tagged.NOTHING, question);
    }

    Route by(Role needed) {
        return new Route(method, path, Optional.of(needed), body, state, question);
    }

    Route byAnyone() {
        return new Route(method, path, Optional.empty(), body, state, question);
    }

    Route with(Body wanted) {
        return new Route(method, path, role, wanted, state, question);
    }

    Route of(Tagged changed) {
        return new Route(method, path, role, body, changed, question);
    }

    /// Whether a request to this route changes anything that other clients can see.
    boolean changes() {
        return !method.equals(Method.GET) && !role.equals(Optional.of(Role.READ));
    }

    /// Whether a request can specify, by entity tag, the state that its author has seen.
    boolean hasCondition() {
        return changes() && state != Tagged.NOTHING;
    }

    /// The route's name in metrics and messages.
    @Override
    public String toString() {
        return method.text() + " " + path;
    }
}
