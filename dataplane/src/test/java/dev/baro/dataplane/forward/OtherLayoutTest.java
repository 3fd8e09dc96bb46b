// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.ObjectInfo;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import dev.baro.dataplane.kernel.StructFormat;
import dev.baro.dataplane.live.LiveInterface;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Pinned maps of a version whose layout differs are not adopted, and what runs goes on.
@NeedsRoot
@Tag("faults")
class OtherLayoutTest {
    private static final String INSTANCE =
            "test-layout-" + ProcessHandle.current().pid();
    private static final Path DIRECTORY = BpfFs.directory(INSTANCE);

    @Test
    void anOlderOneIsRefusedBeforeAnyMapIsAdopted() {
        refused(Layout.VERSION - 1, "stop it first, which ends its sessions: ");
    }

    /// After a downgrade.
    @Test
    void aNewerOneIsRefusedAndItsPacketsGoOn() {
        refused(Layout.VERSION + 1, "restart the newer version, which keeps its sessions, or end them: ");
    }

    private static void refused(int layout, String whatToDo) {
        OwnNetwork.run(() -> {
            try (LiveInterface live = LiveInterface.make("lb0")) {
                try (Forwarder before = open()) {
                    before.apply(LiveInterface.plan());
                }
                pretend(layout);
                String running = running();
                assertThat(live.forwarded(20)).isEqualTo(20);

                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> open().close())
                            .isInstanceOf(DataplaneException.class)
                            .hasMessage(
                                    "the program running under %s has map layout %d, but this version has %d; %sbaro"
                                            + " run --detach --instance %s",
                                    DIRECTORY, layout, Layout.VERSION, whatToDo, INSTANCE);
                }

                assertThat(live.forwarded(20)).isEqualTo(20);
                assertThat(running()).isEqualTo(running);
                assertThat(Forwarder.remove(INSTANCE))
                        .as("what the sentence says")
                        .isTrue();
                assertThat(live.isLeft()).isTrue();
                open().close();
            } finally {
                boolean _ = Forwarder.remove(INSTANCE);
            }
        });
    }

    private static Forwarder open() {
        return Forwarder.open(new Forwarder.Options(INSTANCE, List.of("lb0"), 1_024, List.of()));
    }

    /// Program and pins, as the kernel tells of them.
    private static String running() throws IOException {
        List<Path> pins = BpfFs.list(DIRECTORY, "*").stream().sorted().toList();
        StringBuilder text = new StringBuilder(OwnNetwork.ip("-d link show dev lb0"));
        for (Path pin : pins) {
            text.append(pin).append(' ').append(HexFormat.of().formatHex(info(pin)));
        }
        return text.toString();
    }

    /// Type and id, and of a link its program.
    private static byte[] info(Path pin) {
        try (Fd fd = BpfFs.get(pin)) {
            return ObjectInfo.beginning("pin", fd.number()).array();
        }
    }

    private static void pretend(int layout) {
        try (Fd fd = BpfFs.get(DIRECTORY.resolve("control"));
                BpfMap control = new BpfMap("control", fd.number(), (int) Layout.CONTROL.byteSize(), 1)) {
            control.memory().set(JAVA_INT, StructFormat.offset(Layout.CONTROL, "layout"), layout);
        }
    }
}
