// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.core.config.Role;
import io.helidon.http.Method;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// One operation of the API, with all demands on a request for it.
///
/// @param path  the path, with its parameters in braces, as in `openapi.json`
/// @param role  the least role that the caller needs; empty: none
/// @param state the state that the response shows or the request changes, which has an entity tag
record Route(Method method, String path, Optional<Role> role, Body body, Tagged state, Question question) {

    /// The body that a request may have.
    enum Body {
        NOTHING(0),
        /// A few words.
        JSON(64 * 1024),
        /// A line of text.
        LINE(64 * 1024),
        /// A configuration: one of a thousand real servers has 100 KB.
        CONFIGURATION(4 * 1024 * 1024);

        private final int maxBytes;

        Body(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        int maxBytes() {
            return maxBytes;
        }

        /// The first is the usual one.
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

    /// The states that several operators may change at once.
    enum Tagged {
        NOTHING,
        CONFIGURATION,
        /// The overrides of one server.
        SERVER,
        /// The operators' settings of routes.
        ROUTES
    }

    interface Question {
        /// @throws IllegalArgumentException when the body cannot be read
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

    /// Whether it changes anything that others see.
    boolean changes() {
        return !method.equals(Method.GET) && !role.equals(Optional.of(Role.READ));
    }

    /// Whether a request can contain the state that its author has seen.
    boolean hasCondition() {
        return changes() && state != Tagged.NOTHING;
    }

    /// The route's name in metrics and messages.
    @Override
    public String toString() {
        return method.text() + " " + path;
    }
}
