// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.kernel.StructFormat;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Java's view of the structs of `probe.bpf.c` against the type information in the compiled object.
class ProbeLayoutTest {
    @TempDir
    private Path directory;

    static List<StructLayout> structs() {
        return List.of(ProbeFlow.LAYOUT, ProbeFlow.SETTINGS);
    }

    @ParameterizedTest
    @MethodSource("structs")
    void structsAreThoseOfTheObject(StructLayout mirrored) throws Exception {
        JsonNode struct = struct(mirrored.name().orElseThrow());
        Map<String, Long> expected = new LinkedHashMap<>();
        for (JsonNode member : struct.get("members")) {
            expected.put(
                    member.get("name").asString(), member.get("bits_offset").asLong() / 8);
        }
        Map<String, Long> offsets = new LinkedHashMap<>();
        for (MemoryLayout member : mirrored.memberLayouts()) {
            member.name().ifPresent(name -> offsets.put(name, StructFormat.offset(mirrored, name)));
        }

        assertThat(mirrored.byteSize()).isEqualTo(struct.get("size").asLong());
        assertThat(offsets).isEqualTo(expected);
    }

    private JsonNode struct(String name) throws IOException, InterruptedException {
        Path object = directory.resolve("probe.bpf.o");
        try (InputStream in = BpfObject.class.getResourceAsStream("probe.bpf.o")) {
            Files.write(object, in.readAllBytes());
        }
        Process bpftool = new ProcessBuilder("bpftool", "-j", "btf", "dump", "file", object.toString()).start();
        JsonNode types = new ObjectMapper().readTree(bpftool.getInputStream());
        assertThat(bpftool.waitFor()).isZero();
        for (JsonNode type : types.get("types")) {
            if (type.get("kind").asString().equals("STRUCT")
                    && type.get("name").asString().equals(name)) {
                return type;
            }
        }
        throw new AssertionError("the object has no struct " + name);
    }
}
