// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

class JsonTest {
    @Test
    void namesAreLowerCaseWithUnderscores() {
        assertThat(Json.write(new Applied(
                                2, 12, List.of("vips.store-app1  + web-b03"), List.of(), List.of(), List.of()))
                        .replaceAll("\\s+", " "))
                .isEqualTo("{ \"revision\" : 2, \"took_ms\" : 12, \"changes\" : [ \"vips.store-app1 + web-b03\" ],"
                        + " \"overrides\" : [ ], \"restart\" : [ ], \"warnings\" : [ ] }");
    }

    private static final ServerMember MEMBER = new ServerMember(
            "store-web-a01",
            "store-app1",
            new ServerMember.AdminState("drain", 1),
            new ServerMember.AdminState("enabled", 1),
            Optional.of(new ServerMember.OverrideInfo("drain", true, "kernel upgrade", "2026-11-23T12:20:03Z", "")),
            new ServerMember.SessionLoad(1204, false, "", 100));

    @Test
    void aMemberWithoutAnOverrideSaysNull() {
        ServerMember plain = new ServerMember(
                MEMBER.server(), MEMBER.vip(), MEMBER.file(), MEMBER.file(), Optional.empty(), MEMBER.load());

        assertThat(Json.write(plain)).contains("\"override\" : null");
        assertThat(Json.read(Json.write(plain), ServerMember.class)).isEqualTo(plain);
    }

    @Test
    void aMemberIsWrittenAsTheReferenceShowsIt() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/rest.md"));
        Matcher example = Pattern.compile(
                        "## GET /v1/\\w+\n\n```json\n(\\{\n  \"servers\" : \\[ \\{\n    \"server\".*?)```",
                        Pattern.DOTALL)
                .matcher(page);

        assertThat(example.find()).isTrue();
        Members members = Json.read(example.group(1), Members.class);
        assertThat(Json.write(members) + "\n").isEqualTo(example.group(1));
    }

    @Test
    void everyRecordComesBackAsItWas() {
        Status status = status();

        assertThat(Json.read(Json.write(status), Status.class)).isEqualTo(status);
    }

    @Test
    void verdictsKeepTheirOrder() {
        assertThat(Json.read(Json.write(status()), Status.class).outcomes().keySet())
                .containsExactly("not-a-vip", "forwarded", "no-server");
    }

    @Test
    void skipsFieldsThatItDoesNotKnow() {
        assertThat(Json.read("{\"revision\": 3, \"changes\": [], \"needs_force\": [], \"since\": 7}", Difference.class))
                .isEqualTo(new Difference(3, List.of(), List.of()));
    }

    @Test
    void refusesTextThatIsNotJson() {
        assertThatThrownBy(() -> Json.read("<html>", Difference.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a Difference: ");
    }

    @Test
    void yamlIsWhatAMapperWrites() {
        YAMLMapper mapper = YAMLMapper.builder()
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                .build();
        String values = """
                {"whole": 7, "large": 12345678901234, "fraction": 0.25, "tiny": 1.0E-5, "not": null, "yes": true,
                 "list": [], "mapping": {}, "text": "a: b\\nsecond", "nested": [{"each": ["1", 2]}, [3]]}
                """;

        for (String json : List.of(values, Json.write(status()), "[]", "\"word\"")) {
            assertThat(Json.yaml(json)).isEqualTo(mapper.writeValueAsString(new JsonMapper().readTree(json)));
        }
    }

    @Test
    void warningsLeaveATextValid() {
        assertThat(CheckResult.of("a.yaml", "", List.of(Problem.warning(3, 1, "doubtful", "look"))))
                .isEqualTo(new CheckResult(
                        "a.yaml", true, List.of(new CheckResult.Finding("warning", "", 3, 1, "doubtful", "look"))));
    }

    private static Status status() {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        outcomes.put("not-a-vip", 1L);
        outcomes.put("forwarded", 2L);
        outcomes.put("no-server", 0L);
        Status.ServerStatus server = new Status.ServerStatus(
                "store-web-a01", "idc-a", "10.10.10.1", "enabled", 1, 8, 480, 2, 1, "up", "healthy");
        Status.PortStatus port = new Status.PortStatus("http", "tcp", 80, 1, 1, 2, 1, false);
        Status.VipStatus vip = new Status.VipStatus(
                "store-app1",
                "211.115.115.100",
                10,
                "10 (tos 40, 0x28, AF11)",
                "round-robin",
                List.of(port),
                1,
                1,
                0,
                Map.of("port-not-served", 2L),
                List.of(server));
        return new Status(
                "lb-a1",
                "0.1.0",
                "main",
                "2026-11-23T03:00:00Z",
                61,
                new Status.ConfigStatus("/etc/baro/baro.yaml", 1, 1, "2026-11-23T03:00:00Z", ""),
                List.of(new Status.InterfaceStatus("eth0", "native", "")),
                outcomes,
                List.of(vip),
                List.of(),
                List.of(MEMBER),
                Status.RepairStatus.NONE,
                new Status.ProcessStatus(4711, "net:[4026531840]"),
                new Status.IdleStatus(7_500, 300));
    }
}
