// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.kernel.StructFormat;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The structs of a compiled object, from its type information as bpftool reads it.
public final class CompiledStructs {
    private CompiledStructs() {}

    /// Java's view of a struct has the size, the members and the offsets of the object's.
    public static void assertMirrored(String object, StructLayout mirrored) throws IOException, InterruptedException {
        JsonNode struct = struct(object, mirrored.name().orElseThrow());

        assertThat(mirrored.byteSize()).isEqualTo(struct.get("size").asLong());
        assertThat(offsets(mirrored)).isEqualTo(offsets(struct));
    }

    /// Where the object's struct has a member, in bytes.
    public static long offset(String object, String struct, String member) throws IOException, InterruptedException {
        return offsets(struct(object, struct)).getOrDefault(member, -1L);
    }

    public static long size(String object, String struct) throws IOException, InterruptedException {
        return struct(object, struct).get("size").asLong();
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

    private static JsonNode struct(String object, String name) throws IOException, InterruptedException {
        for (JsonNode type : types(object)) {
            if (type.get("kind").asString().equals("STRUCT")
                    && type.get("name").asString().equals(name)) {
                return type;
            }
        }
        throw new AssertionError(object + " has no struct " + name);
    }

    private static JsonNode types(String object) throws IOException, InterruptedException {
        Path file = Files.createTempFile("structs", ".bpf.o");
        try (InputStream in = BpfObject.class.getResourceAsStream(object)) {
            Files.write(file, in.readAllBytes());
            Process bpftool = new ProcessBuilder("bpftool", "-j", "btf", "dump", "file", file.toString()).start();
            JsonNode btf = new ObjectMapper().readTree(bpftool.getInputStream());
            assertThat(bpftool.waitFor()).isZero();
            return btf.get("types");
        } finally {
            Files.delete(file);
        }
    }
}
