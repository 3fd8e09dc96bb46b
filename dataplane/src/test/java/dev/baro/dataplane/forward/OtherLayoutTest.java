// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.StructFormat;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Pinned maps of a version whose layout differs are not adopted.
@NeedsRoot
@Tag("faults")
class OtherLayoutTest {
    @Test
    void isRefusedBeforeAnyMapIsAdopted() {
        String instance = "test-layout-" + ProcessHandle.current().pid();

        try (PacketPath _ = PacketPath.open(instance)) {
            Path directory = BpfFs.makeDirectory(instance);
            pretend(directory, Layout.VERSION - 1);

            assertThatThrownBy(() -> PacketPath.open(instance))
                    .isInstanceOf(DataplaneException.class)
                    .hasMessage(
                            "what runs under %s has map layout %d, this version has %d; stop it first, which ends its"
                                    + " sessions: baro run --detach",
                            directory, Layout.VERSION - 1, Layout.VERSION);
        }
    }

    private static void pretend(Path directory, int layout) {
        try (Fd fd = BpfFs.get(directory.resolve("control"));
                BpfMap control = new BpfMap("control", fd.number(), (int) Layout.CONTROL.byteSize(), 1)) {
            control.memory().set(JAVA_INT, StructFormat.offset(Layout.CONTROL, "layout"), layout);
        }
    }
}
