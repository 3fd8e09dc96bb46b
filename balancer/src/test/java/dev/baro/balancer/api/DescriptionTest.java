// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.log.EventReaders;
import dev.baro.balancer.log.Log;
import dev.baro.core.config.Role;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// `openapi.json` and the routes say the same, and so does the page of the reference.
class DescriptionTest {
    static List<Route> routes() {
        Operations none = (Operations) Proxy.newProxyInstance(
                Operations.class.getClassLoader(), new Class<?>[] {Operations.class}, (_, method, _) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return new RouteTable(none, new Workload(), new EventReaders(Log.recent())).all();
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() throws IOException {
        Set<String> routes = routes().stream().map(Route::toString).collect(Collectors.toCollection(TreeSet::new));

        assertThat(OpenApi.read().operations()).isEqualTo(routes);
        assertThat(routes).hasSameSizeAs(routes());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void rolesBodiesAndConditionsAreThoseOfTheRoute(Route route) throws IOException {
        OpenApi description = OpenApi.read();
        JsonNode operation = description.operation(route);

        assertThat(operation.path("x-baro-role").asString())
                .isEqualTo(route.role().map(Role::word).orElse("none"));
        assertThat(operation.path("requestBody").path("content").propertyNames())
                .containsExactlyInAnyOrderElementsOf(route.body().mediaTypes());
        assertThat(description.parameters(route).contains("If-Match")).isEqualTo(route.hasCondition());
        boolean tagged = operation.at("/responses/200/headers/ETag").isObject();
        assertThat(tagged).isEqualTo(route.state() != Route.Tagged.NOTHING && !route.changes());
        assertThat(description.parameters(route)).containsAll(inPath(route));
        assertThat(description.statuses(route)).contains(200, 400, 405, 500, 503);
    }

    private static List<String> inPath(Route route) {
        return Pattern.compile("\\{(\\w+)}")
                .matcher(route.path())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /// The page names parameters in capitals: `GET /v1/servers/NAME`.
    @Test
    void thePageOfTheReferenceHasARowForEveryRoute() throws IOException {
        Set<String> rows = Files.readString(Path.of("..", "docs", "reference", "rest.md"))
                .lines()
                .filter(line -> line.matches("\\| `(GET|PUT|POST|DELETE) .*"))
                .map(line -> line.substring(3, line.indexOf('`', 3)).replaceAll("\\?.*", ""))
                .map(row -> row.replaceAll("/(NAME|SERVER|ID|N)(?=/|$)", "/*"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rows)
                .isEqualTo(routes().stream()
                        .map(route -> route.toString().replaceAll("\\{\\w+}", "*"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyParameterOfAQueryIsOnThePage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "rest.md"));
        OpenApi description = OpenApi.read();
        List<String> names = routes().stream()
                .flatMap(route -> StreamSupport.stream(
                        description.operation(route).path("parameters").spliterator(), false))
                .filter(parameter -> parameter.path("in").asString("").equals("query"))
                .map(parameter -> parameter.path("name").asString())
                .distinct()
                .toList();

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(page).contains(name));
    }
}
