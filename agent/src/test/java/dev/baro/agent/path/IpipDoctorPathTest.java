// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static dev.baro.agent.path.IpipPath.VIP;
import static dev.baro.agent.path.IpipPath.VIP6;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes the program of method ipip off a real server or changes it, asks the doctor, types what it says, and asks a
/// client whether that was right.
@Tag("faults")
class IpipDoctorPathTest {
    private static final String[] WANTED = {"--vip", VIP + "=ipip", "--vip", VIP6 + "=ipip"};

    @TempDir
    private static Path directory;

    @RegisterExtension
    private static final PathEnds<IpipPath> ENDS = new PathEnds<>(() -> new IpipPath(directory, "eth0"));

    private static IpipPath path;
    private static TypedLine shell;

    @BeforeAll
    static void build() throws Exception {
        path = ENDS.path();
        shell = TypedLine.of(List.of("nsenter", "--net=/run/netns/" + path.server.name()), directory);
        path.agent.succeed(words("apply"));
        ENDS.serve(80, VIP, VIP6);
        path.tunnelBy(4);
    }

    @ParameterizedTest
    @CsvSource({
        "the program is for fewer VIPs, baro agent apply --vip 203.0.113.10=ipip STATE,"
                + " 'the XDP program is from another build, or for other addresses'",
        "the program is gone, baro agent undo STATE, no XDP program on eth0",
        "a program of others, baro agent undo STATE && ip link set dev eth0 xdp obj OBJECT sec xdp,"
                + " eth0 has an XDP program of another owner",
    })
    void itsFixOpensTunnelsAgain(String what, String breaking, String found) throws Exception {
        shell.type(breaking.replace("STATE", "--state-dir " + directory)
                .replace("OBJECT", directory.resolve("encap4.bpf.o").toString()));
        List<JsonNode> problems = problems();
        assertThat(problems)
                .as(what)
                .anyMatch(each -> text(each, "check").equals("xdp")
                        && text(each, "what").equals(found)
                        && !text(each, "fix").isEmpty());
        assertThat(ENDS.client().ask("udp", VIP6, 80, 100, 0))
                .as("while broken")
                .isEqualTo("timeout");

        for (String fix : problems.stream()
                .map(each -> text(each, "fix"))
                .filter(fix -> !fix.isEmpty())
                .distinct()
                .toList()) {
            shell.type(fix);
        }

        assertThat(problems()).isEmpty();
        for (String vip : List.of(VIP, VIP6)) {
            assertThat(ENDS.client().ask("udp", vip, 80, 100, 0)).isEqualTo("got 100");
        }
    }

    private static List<JsonNode> problems() throws Exception {
        JsonNode diagnosis = new JsonMapper()
                .readTree(path.agent.run(words("doctor", "-o", "json")).out());
        return StreamSupport.stream(diagnosis.path("findings").spliterator(), false)
                .filter(each -> !text(each, "level").equals("ok"))
                .toList();
    }

    private static String text(JsonNode finding, String key) {
        return finding.path(key).asString("");
    }

    private static String[] words(String... first) {
        return Stream.concat(Stream.of(first), Stream.of(WANTED)).toArray(String[]::new);
    }
}
