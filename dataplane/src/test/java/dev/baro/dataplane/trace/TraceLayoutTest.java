// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.dataplane.bpf.CompiledStructs;
import java.lang.foreign.StructLayout;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Java's view of the structs of `trace/maps.h` against the type information in the compiled object.
class TraceLayoutTest {
    static List<StructLayout> structs() {
        return List.of(TraceLayout.FILTER, TraceLayout.BOUNDS, TraceLayout.TRACED);
    }

    @ParameterizedTest
    @MethodSource("structs")
    void structsAreThoseOfTheObject(StructLayout mirrored) throws Exception {
        CompiledStructs.assertMirrored("trace.bpf.o", mirrored);
    }
}
