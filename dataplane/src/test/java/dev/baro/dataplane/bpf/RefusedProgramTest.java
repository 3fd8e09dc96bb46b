// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baro.dataplane.compiler.BpfCompiler;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program that no kernel accepts, and an object whose map no kernel makes.
@NeedsRoot
@Tag("program")
class RefusedProgramTest {
    @Test
    void namesProgramSourceInstructionAndReason(@TempDir Path folder) throws IOException {
        BpfCompiler.OF_THE_BUILD.compile(Path.of("src/test/bpf"), folder);

        try (BpfObject object = BpfObject.of("refused", Files.readAllBytes(folder.resolve("refused.bpf.o")))) {
            DataplaneException refused = catchThrowableOfType(DataplaneException.class, object::load);

            assertThat(refused.getMessage()).matches("""
                    load bpf object refused: permission denied \\(errno 13\\): the verifier rejected program baro_refused
                      source: refused\\.bpf\\.c:\\d+: return frame\\[13\\] \\? XDP_DROP : XDP_PASS;
                      instruction: \\d+: \\(61\\) r1 = \\*\\(u32 \\*\\)\\(r1 \\+0\\) +; R1=pkt\\(.*\\)
                      instruction: \\d+: \\(71\\) r1 = \\*\\(u8 \\*\\)\\(r1 \\+13\\)
                      reason: invalid access to packet, off=13 size=1, R1\\(id=0,off=13,r=0\\)
                      reason: R1 offset is outside of the packet""");
            assertThat(refused).hasStackTraceContaining("-- BEGIN PROG LOAD LOG --");
        }
    }

    @Test
    void namesTheMapThatTheKernelDoesNotMake() {
        try (BpfObject object = BpfObject.open("decap")) {
            object.resize("decap_tables", Integer.MIN_VALUE);

            DataplaneException refused = catchThrowableOfType(DataplaneException.class, object::load);

            assertThat(refused.getMessage()).contains("map 'decap_tables': failed to create");
        }
    }
}
