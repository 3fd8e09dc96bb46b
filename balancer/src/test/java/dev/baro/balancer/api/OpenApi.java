// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import io.helidon.http.Method;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The checked-in description of the API.
record OpenApi(JsonNode json) {
    static OpenApi read() throws IOException {
        try (InputStream in = Route.class.getResourceAsStream("openapi.json")) {
            return new OpenApi(new ObjectMapper().readTree(in.readAllBytes()));
        }
    }

    /// `GET /v1/status`, as routes are named.
    Set<String> operations() {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : json.path("paths").properties()) {
            path.getValue()
                    .propertyNames()
                    .forEach(method -> names.add(Method.create(method.toUpperCase(java.util.Locale.ROOT))
                                    .text() + " " + path.getKey()));
        }
        return names;
    }

    JsonNode operation(Route route) {
        return json.path("paths").path(route.path()).path(route.method().text().toLowerCase(java.util.Locale.ROOT));
    }

    /// The statuses that an operation may have.
    Set<Integer> statuses(Route route) {
        Set<Integer> statuses = new TreeSet<>();
        operation(route).path("responses").propertyNames().forEach(code -> statuses.add(Integer.valueOf(code)));
        return statuses;
    }

    /// Names of parameters in the path, in the query and in headers, those that are shared included.
    List<String> parameters(Route route) {
        List<String> names = new ArrayList<>();
        for (JsonNode parameter : operation(route).path("parameters")) {
            String shared = parameter.path("$ref").asString("");
            names.add(
                    shared.isEmpty()
                            ? parameter.path("name").asString()
                            : json.at(shared.substring(1)).path("name").asString());
        }
        return names;
    }
}
