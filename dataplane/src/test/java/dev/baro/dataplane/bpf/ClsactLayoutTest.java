// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.kernel.StructFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Java's view of libbpf's structs against its header, as the compiler lays them out.
class ClsactLayoutTest {
    static List<StructLayout> structs() {
        return List.of(ClsactFilter.HOOK, ClsactFilter.OPTIONS);
    }

    @ParameterizedTest
    @MethodSource("structs")
    void structsAreThoseOfTheHeader(StructLayout mirrored) throws IOException {
        String name = "struct " + mirrored.name().orElseThrow();
        StringBuilder source = new StringBuilder("#include <stddef.h>\n#include <bpf/libbpf.h>\n");
        source.append("_Static_assert(sizeof(%s) == %d, \"\");\n".formatted(name, mirrored.byteSize()));
        for (MemoryLayout member : mirrored.memberLayouts()) {
            member.name()
                    .ifPresent(field -> source.append("_Static_assert(offsetof(%s, %s) == %d, \"\");\n"
                            .formatted(name, field, StructFormat.offset(mirrored, field))));
        }

        assertThat(compilerSays(source.toString())).isEmpty();
    }

    private static String compilerSays(String source) throws IOException {
        Process clang = new ProcessBuilder("clang", "-fsyntax-only", "-x", "c", "-")
                .redirectErrorStream(true)
                .start();
        try (OutputStream stdin = clang.getOutputStream()) {
            stdin.write(source.getBytes(StandardCharsets.UTF_8));
        }
        return new String(clang.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
