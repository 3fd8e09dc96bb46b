// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.Json;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.config.Role;
import io.helidon.http.Method;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each route gives the documented answer to a wrong method, a wrong body, a missing and a wrong role, and a stale
/// entity tag, and changes nothing.
class EveryRouteTest {
    private static ServedApi api;
    private static OpenApi description;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        api = ServedApi.start(directory);
        description = OpenApi.read();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static List<Route> routes() {
        return DescriptionTest.routes();
    }

    static Stream<Route> routesWithARole() {
        return routes().stream().filter(route -> route.role().isPresent());
    }

    static Stream<Route> routesAboveRead() {
        return routesWithARole().filter(route -> route.role().get() != Role.READ);
    }

    static Stream<Route> routesWithABody() {
        return routes().stream().filter(route -> route.body() != Route.Body.NOTHING);
    }

    static Stream<Route> routesWithACondition() {
        return routes().stream().filter(Route::hasCondition);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aWrongMethodIsToldTheRightOnes(Route route) throws Exception {
        String known = routes().stream()
                .filter(other -> other.path().equals(route.path()))
                .map(other -> other.method().text())
                .collect(Collectors.joining(", "));
        String wrong = Stream.of("PATCH", "POST", "PUT", "DELETE", "GET")
                .filter(method -> !Arrays.asList(known.split(", ", -1)).contains(method))
                .findFirst()
                .orElseThrow();

        ApiRequest.Answered answer =
                api.request(path(route), Role.ADMIN).method(wrong, "").send();

        assertRefused(route, answer, 405, ProblemDetail.WRONG_METHOD);
        assertThat(answer.header("Allow")).contains(known);
    }

    @ParameterizedTest
    @MethodSource("routesWithARole")
    void aMissingTokenAndAWrongOneAreNotKnown(Route route) throws Exception {
        ApiRequest.Answered without = asked(route, api.request(path(route))).send();
        ApiRequest.Answered wrong = asked(route, api.request(path(route)).header("Authorization", "Bearer of-bad-news"))
                .send();

        assertRefused(route, without, 401, ProblemDetail.NOT_ALLOWED);
        assertRefused(route, wrong, 401, ProblemDetail.NOT_ALLOWED);
        assertThat(without.header("WWW-Authenticate")).contains("Bearer");
    }

    @ParameterizedTest
    @MethodSource("routesAboveRead")
    void theRoleBelowDoesNotSuffice(Route route) throws Exception {
        Role below = Role.values()[route.role().orElseThrow().ordinal() - 1];

        ApiRequest.Answered answer =
                asked(route, api.request(path(route), below)).send();

        assertRefused(route, answer, 403, ProblemDetail.NOT_ALLOWED);
        assertThat(Json.read(answer.body(), ProblemDetail.class).detail())
                .isEqualTo("token " + below.word() + "-bot has the role " + below.word() + ", but this needs "
                        + route.role().get().word());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aWrongBodyIsRefused(Route route) throws Exception {
        if (route.body() == Route.Body.NOTHING) {
            ApiRequest.Answered answer = condition(route, api.request(path(route), Role.ADMIN))
                    .method(route.method().text(), "not wanted")
                    .send();

            assertRefused(route, answer, 400, ProblemDetail.BAD_REQUEST);
        } else {
            ApiRequest.Answered answer = condition(route, api.request(path(route), Role.ADMIN))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .method(route.method().text(), "state=drain")
                    .send();

            assertRefused(route, answer, 415, ProblemDetail.WRONG_MEDIA_TYPE);
        }
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyThatIsTooLargeIsRefused(Route route) throws Exception {
        ApiRequest.Answered answer = condition(route, api.request(path(route), Role.ADMIN))
                .header("Content-Type", route.body().mediaTypes().getFirst())
                .method(route.method().text(), "[".repeat(route.body().maxBytes() + 1))
                .send();

        assertRefused(route, answer, 413, ProblemDetail.TOO_LARGE);
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyThatCannotBeReadIsRefusedOrJudged(Route route) throws Exception {
        ApiRequest.Answered answer = condition(route, api.request(path(route), Role.ADMIN))
                .header("Content-Type", route.body().mediaTypes().getFirst())
                .method(route.method().text(), "[[{")
                .send();

        switch (route.body()) {
            case JSON, LINE -> assertRefused(route, answer, 400, ProblemDetail.BAD_REQUEST);
            case CONFIGURATION, NOTHING ->
                assertThat(answer.status())
                        .isEqualTo(route.path().equals("/v1/config/check") ? 200 : 422)
                        .isIn(description.statuses(route));
        }
    }

    @ParameterizedTest
    @MethodSource("routesWithACondition")
    void aStaleTagIsAConflict(Route route) throws Exception {
        ApiRequest.Answered answer = asked(
                        route, api.request(path(route), Role.ADMIN).header("If-Match", "\"r999999999\""))
                .send();

        assertRefused(route, answer, 412, ProblemDetail.CHANGED_MEANWHILE);
    }

    @ParameterizedTest
    @MethodSource("routesWithACondition")
    void overTcpATagIsRequired(Route route) throws Exception {
        ApiRequest.Answered answer =
                asked(route, api.request(path(route), Role.ADMIN)).send();

        assertRefused(route, answer, 428, ProblemDetail.CONDITION_MISSING);
    }

    private static void assertRefused(Route route, ApiRequest.Answered answer, int status, String type) {
        ProblemDetail problem = Json.read(answer.body(), ProblemDetail.class);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status).isIn(description.statuses(route));
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.type()).isEqualTo(type);
        assertThat(answer.header("Content-Type")).contains(ProblemDetail.MEDIA_TYPE);
        assertThat(problem.fix()).isNotEmpty();
    }

    /// With names of the configuration, and with all that a route requires.
    private static String path(Route route) {
        return route.path()
                .replace("{server}", "store-web-a01")
                .replace("{peer}", "lb-a2")
                .replaceAll("\\{\\w+}", "1");
    }

    private static ApiRequest condition(Route route, ApiRequest request) {
        return route.hasCondition() ? request.header("If-Match", "*") : request;
    }

    /// A request that is in order but for its head.
    private static ApiRequest asked(Route route, ApiRequest request) {
        Optional<String> body = switch (route.body()) {
            case NOTHING -> Optional.empty();
            case JSON -> Optional.of("{\"state\": \"drain\", \"weight\": 5}");
            case LINE, CONFIGURATION -> Optional.of("version: 1\n");
        };
        body.ifPresent(
                _ -> request.header("Content-Type", route.body().mediaTypes().getFirst()));
        boolean plain = route.method().equals(Method.GET);
        return plain ? request : request.method(route.method().text(), body.orElse(""));
    }
}
