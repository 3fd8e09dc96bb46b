// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.probe;

import dev.baro.dataplane.bpf.CompiledStructs;
import java.lang.foreign.StructLayout;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Java's view of the structs of `probe.bpf.c` against the type information in the compiled object.
class ProbeLayoutTest {
    static List<StructLayout> structs() {
        return List.of(ProbeFlow.LAYOUT, ProbeFlow.SETTINGS);
    }

    @ParameterizedTest
    @MethodSource("structs")
    void structsAreThoseOfTheObject(StructLayout mirrored) throws Exception {
        CompiledStructs.assertMirrored("probe.bpf.o", mirrored);
    }
}
