// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.baro.core.config.Role;
import io.helidon.http.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a running daemon answers is what the description says, field by field, and nothing that it does not say.
class AnswersTest {
    private ServedApi api;
    private OpenApi description;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        api = ServedApi.start(directory);
        description = OpenApi.read();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /// Those of a balancer with a recording kernel half and without a peer that answer with JSON.
    static Stream<Route> routes() {
        List<String> elsewhere = List.of(
                "GET /v1/timing",
                "POST /v1/traces",
                "GET /v1/traces/{id}",
                "DELETE /v1/traces/{id}",
                "GET /v1/explanation",
                "POST /v1/explanation",
                "GET /v1/sessions/flow",
                "POST /v1/peers/invitation",
                "POST /v1/peers/join",
                "POST /v1/peers/apply",
                "DELETE /v1/peers/{peer}");
        return DescriptionTest.routes().stream().filter(route -> !elsewhere.contains(route.toString()));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void theAnswerIsAsDescribed(Route route) throws Exception {
        before(route);

        ApiRequest.Answered answer = request(route).send();

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String mediaType = answer.header("Content-Type").orElseThrow().replaceAll(";.*", "");
        JsonNode content = description.operation(route).at("/responses/200/content");
        assertThat(content.propertyNames()).contains(mediaType);
        if (mediaType.equals("application/json")) {
            assertThat(errors(content.path(mediaType).path("schema"), answer.body()))
                    .isEmpty();
        }
    }

    private void before(Route route) throws Exception {
        if (List.of("/v1/config/confirm", "/v1/config/rollback").contains(route.path())) {
            Files.writeString(api.file(), Files.readString(api.file()).replace("dscp: 10", "dscp: 11"));
            ApiRequest.Answered applied = api.request("/v1/config/apply?force=true&confirm-within=60", Role.ADMIN)
                    .header("If-Match", "*")
                    .method("POST", "")
                    .send();
            assertThat(applied.status()).as(applied.body()).isEqualTo(200);
        }
        if (route.path().equals("/v1/members")) {
            ApiRequest.Answered drained = api.request("/v1/servers/store-web-a01/state", Role.OPERATE)
                    .header("If-Match", "*")
                    .header("Content-Type", "application/json")
                    .method("PUT", "{\"state\": \"drain\", \"deadline_seconds\": 60}")
                    .send();
            assertThat(drained.status()).as(drained.body()).isEqualTo(200);
        }
    }

    private ApiRequest request(Route route) throws IOException {
        String path = route.path()
                .replace("{server}", "store-web-a01")
                .replace("{revision}", "1")
                .replaceAll("history/diff$", "history/diff?from=1&to=1")
                .replaceAll("rollback$", "rollback?force=true");
        ApiRequest request = api.request(path, Role.ADMIN);
        if (route.hasCondition()) {
            request.header("If-Match", "*");
        }
        String body = switch (route.body()) {
            case NOTHING, LINE -> "";
            case JSON ->
                route.path().contains("routes")
                        ? "{\"state\": \"withdrawn\"}"
                        : "{\"state\": \"drain\", \"weight\": 5}";
            case CONFIGURATION -> Files.readString(api.file());
        };
        if (route.method().equals(Method.GET)) {
            return request;
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", route.body().mediaTypes().getFirst());
        }
        return request.method(route.method().text(), body.isEmpty() ? "" : body);
    }

    /// The whole description with the schema at its root, so that references hold.
    private List<Error> errors(JsonNode schema, String body) {
        ObjectNode root = (ObjectNode) description.json().deepCopy();
        closed(root.at("/components/schemas"));
        root.setAll((ObjectNode) schema);
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root);
        return compiled.validate(body, InputFormat.JSON);
    }

    /// In an answer of this version, no field may be missing in the description.
    private static void closed(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        node.forEach(AnswersTest::closed);
    }
}
