// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.kernel.StructFormat;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Java's view of the shared structs and enums against the type information in the compiled object.
class LayoutTest {
    @TempDir
    private Path directory;

    static List<StructLayout> structs() {
        return List.of(
                Layout.SERVICE,
                Layout.SERVICE_TABLE,
                Layout.RING,
                Layout.REAL_SERVER,
                Layout.REAL_SERVER_LOAD,
                Layout.REAL_SERVER_COUNTERS,
                Layout.CONTROL,
                Layout.ATTACHMENT,
                Layout.VLAN,
                Layout.MOVED_SLOTS,
                Layout.SETTINGS,
                Layout.LIMITS,
                Layout.TIME);
    }

    @ParameterizedTest
    @MethodSource("structs")
    void structsAreThoseOfTheObject(StructLayout mirrored) throws Exception {
        JsonNode struct = type("STRUCT", mirrored.name().orElseThrow());

        assertThat(mirrored.byteSize()).isEqualTo(struct.get("size").asLong());
        assertThat(offsets(mirrored)).isEqualTo(offsets(struct));
    }

    @Test
    void outcomesAreThoseOfTheSource() throws Exception {
        List<String> mirrored = Arrays.stream(PacketOutcome.values())
                .map(outcome -> "OUTCOME_" + outcome.name())
                .toList();

        assertThat(enumerators("outcome.h", "OUTCOME_")).isEqualTo(mirrored);
    }

    @Test
    void layoutVersionIsThatOfTheSource() throws Exception {
        assertThat(Path.of("src/main/bpf/balancer/maps.h"))
                .content()
                .contains("#define LAYOUT " + Layout.VERSION + "\n");
    }

    @Test
    void slotChoicesAreThoseOfTheSource() throws Exception {
        assertThat(enumerators("maps.h", "CHOICE_")).containsExactly("CHOICE_NEXT", "CHOICE_HASH", "CHOICE_TWO");
        assertThat(dev.baro.core.schedule.SlotChoice.values())
                .extracting(Enum::name)
                .containsExactly("NEXT", "HASH", "TWO_CHOICES");
    }

    @Test
    void sessionStatesAreThoseOfTheSource() throws Exception {
        List<String> mirrored = new java.util.ArrayList<>(Arrays.stream(SessionState.values())
                .map(state -> "SESSION_" + state.name())
                .toList());
        mirrored.add("SESSION_STATES");

        assertThat(enumerators("maps.h", "SESSION_"))
                .filteredOn(name -> !name.equals("SESSIONS_PER_BUCKET"))
                .isEqualTo(mirrored);
    }

    private static Map<String, Long> offsets(StructLayout struct) {
        Map<String, Long> offsets = new LinkedHashMap<>();
        for (MemoryLayout member : struct.memberLayouts()) {
            member.name().ifPresent(name -> offsets.put(name, StructFormat.offset(struct, name)));
        }
        return offsets;
    }

    private static Map<String, Long> offsets(JsonNode struct) {
        Map<String, Long> offsets = new LinkedHashMap<>();
        for (JsonNode member : struct.get("members")) {
            offsets.put(member.get("name").asString(), member.get("bits_offset").asLong() / 8);
        }
        return offsets;
    }

    /// The compiler keeps no type information of enums that stand in no struct, so the source is read.
    private static List<String> enumerators(String header, String prefix) throws IOException {
        return Files.readAllLines(Path.of("src/main/bpf/balancer", header)).stream()
                .map(String::strip)
                .filter(line -> line.matches(prefix + "\\w+,.*"))
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
    }

    private JsonNode type(String kind, String name) throws IOException, InterruptedException {
        for (JsonNode type : btf().get("types")) {
            if (type.get("kind").asString().equals(kind)
                    && type.get("name").asString().equals(name)) {
                return type;
            }
        }
        throw new AssertionError("the object has no " + kind + " " + name);
    }

    private JsonNode btf() throws IOException, InterruptedException {
        Path object = directory.resolve("baro.bpf.o");
        try (InputStream in = BpfObject.class.getResourceAsStream("baro.bpf.o")) {
            Files.write(object, in.readAllBytes());
        }
        Process bpftool = new ProcessBuilder("bpftool", "-j", "btf", "dump", "file", object.toString()).start();
        JsonNode types = new ObjectMapper().readTree(bpftool.getInputStream());
        assertThat(bpftool.waitFor()).isZero();
        return types;
    }
}
