// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.decap;

import dev.baro.dataplane.bpf.CompiledStructs;
import java.lang.foreign.StructLayout;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Java's view of the structs of `decap.bpf.c` against the type information in the compiled object.
class DecapLayoutTest {
    static List<StructLayout> structs() {
        return List.of(DecapTable.SLOT, DecapTable.TABLE, DecapTable.CONTROL, DecapTable.COUNT);
    }

    @ParameterizedTest
    @MethodSource("structs")
    void structsAreThoseOfTheObject(StructLayout mirrored) throws Exception {
        CompiledStructs.assertMirrored("decap.bpf.o", mirrored);
    }
}
