// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.balancer.RawHttp;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.api.Members;
import dev.baro.core.api.ServerMember;
import dev.baro.core.config.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A client that a stock generator makes out of the description that the daemon serves, as a program beside it.
@Tag("end-to-end")
@Timeout(300)
class GeneratedClientTest {
    private static final Path TOOLS = Path.of("..", "target", "tools", "openapi");
    private static final String JAVA_HOME = System.getProperty("java.home");

    /// What a user of the client writes.
    private static final String PROGRAM = """
            import org.openapitools.client.ApiClient;
            import org.openapitools.client.ApiException;
            import org.openapitools.client.ApiResponse;
            import org.openapitools.client.api.ServersApi;
            import org.openapitools.client.model.*;

            public class Drain {
                public static void main(String[] words) throws Exception {
                    ApiClient client = new ApiClient();
                    client.updateBaseUri(words[0]);
                    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + words[1]));
                    ServersApi servers = new ServersApi(client);
                    ApiResponse<ServerDetail> before = servers.serverWithHttpInfo("store-web-a01");
                    String tag = before.getHeaders().get("ETag").get(0);
                    StateChange drain = new StateChange()
                            .state(StateChange.StateEnum.DRAIN)
                            .deadlineSeconds(600L)
                            .reason("kernel upgrade");
                    Members after = servers.changeServerState("store-web-a01", drain, false, tag);
                    ServerMember member = after.getServers().get(0);
                    System.out.println(member.getServer() + " " + member.getNow().getState() + " "
                            + member.getOverride().getReason());
                    try {
                        servers.changeServerState("store-web-a01", drain, false, tag);
                    } catch (ApiException e) {
                        System.out.println(e.getCode());
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void drainsAServer() throws Exception {
        assumeTrue(isThere(), "tools/openapi-generator has not run, or could not download it");
        try (ServedApi api = ServedApi.start(directory)) {
            Path description = Files.writeString(
                    directory.resolve("openapi.json"),
                    api.request("/v1/openapi.json", Role.READ).send().body());
            generate(description);
            compile();

            String said = run(
                    "java",
                    "-cp",
                    classPath(),
                    "Drain",
                    "http://127.0.0.1:" + api.port(),
                    ServedApi.token(Role.OPERATE));

            assertThat(said.lines()).containsExactly("store-web-a01 drain kernel upgrade", "412");
            assertThat(Json.read(
                                    RawHttp.get(api.socket(), "/v1/members?server=store-web-a01")
                                            .body(),
                                    Members.class)
                            .servers())
                    .extracting(ServerMember::now)
                    .extracting(ServerMember.AdminState::state)
                    .containsOnly("drain");
            assertThat(Log.recent().after(0, 1_000).events())
                    .anySatisfy(event -> assertThat(event.fields())
                            .containsEntry("who", "token operate-bot")
                            .containsEntry("request", "PUT /v1/servers/store-web-a01/state"));
        }
    }

    private static boolean isThere() throws IOException {
        if (!Files.isDirectory(TOOLS)) {
            return false;
        }
        try (Stream<Path> jars = Files.list(TOOLS)) {
            return jars.count() == 2;
        }
    }

    private void generate(Path description) throws Exception {
        run(
                "java",
                "-jar",
                jar("openapi-generator-cli").toString(),
                "generate",
                "-g",
                "java",
                "--library",
                "native",
                "-i",
                description.toString(),
                "-o",
                directory.resolve("client").toString(),
                "--additional-properties",
                "openApiNullable=false,useJakartaEe=true",
                "--global-property",
                "models,apis,supportingFiles,modelDocs=false,apiDocs=false,modelTests=false,apiTests=false");
    }

    private void compile() throws Exception {
        Files.writeString(directory.resolve("Drain.java"), PROGRAM);
        List<String> words = new ArrayList<>(List.of(
                "javac",
                "-nowarn",
                "-proc:none",
                "-cp",
                classPath(),
                "-d",
                classes().toString()));
        try (Stream<Path> files = Files.walk(directory.resolve("client/src/main/java"))) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(words::add);
        }
        words.add(directory.resolve("Drain.java").toString());
        run(words.toArray(String[]::new));
    }

    private Path classes() {
        return directory.resolve("classes");
    }

    /// The generator has the libraries that its clients need.
    private String classPath() throws IOException {
        return classes() + ":" + jar("openapi-generator-cli") + ":" + jar("jakarta.annotation-api");
    }

    private static Path jar(String name) throws IOException {
        try (Stream<Path> files = Files.list(TOOLS)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name + "-"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    /// @param words the first names a program of the JDK
    private static String run(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.set(0, Path.of(JAVA_HOME, "bin", words[0]).toString());
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
