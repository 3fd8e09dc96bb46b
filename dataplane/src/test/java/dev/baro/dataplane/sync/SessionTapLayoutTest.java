// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.CompiledStructs;
import org.junit.jupiter.api.Test;

/// The places in the program's structs that the tap reads and writes.
class SessionTapLayoutTest {
    private static final String OBJECT = "baro.bpf.o";

    @Test
    void placesAreThoseOfTheObject() throws Exception {
        assertThat(CompiledStructs.offset(OBJECT, "limits", "has_peers")).isEqualTo(SessionTap.HAS_PEERS);
        assertThat(CompiledStructs.size(OBJECT, "limits")).isEqualTo(SessionTap.LIMITS_BYTES);
        assertThat(CompiledStructs.offset(OBJECT, "time", "untold")).isEqualTo(SessionTap.UNTOLD);
        assertThat(CompiledStructs.size(OBJECT, "time")).isEqualTo(SessionTap.TIME_BYTES);
    }
}
