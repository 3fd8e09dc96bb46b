// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NeedsRoot
@Tag("faults")
class PinsTest {
    private static final String INSTANCE =
            "test-pins-" + ProcessHandle.current().pid();

    @AfterEach
    void remove() {
        try (Pins pins = Pins.hold(INSTANCE)) {
            boolean _ = pins.remove();
        }
    }

    @Test
    void oneProcessHoldsAnInstanceAtATime() {
        try (Pins _ = Pins.hold(INSTANCE)) {
            assertThatThrownBy(() -> Pins.hold(INSTANCE))
                    .isInstanceOf(DataplaneException.class)
                    .hasMessage("instance " + INSTANCE + " is held by process "
                            + ProcessHandle.current().pid()
                            + "; stop that process first, or choose another --instance");
        }
        Pins.hold(INSTANCE).close();
    }

    @Test
    void aDirectoryThatWasNotFinishedIsNoInstance() {
        Path begun;
        try (Pins pins = Pins.hold(INSTANCE)) {
            begun = pins.begin();
        }
        try (Pins pins = Pins.hold(INSTANCE)) {
            assertThat(pins.exist()).isFalse();
            assertThat(begun).doesNotExist();
        }
    }

    @Test
    void aFinishedOneIsThereForTheNextUntilItIsRemoved() {
        try (Pins pins = Pins.hold(INSTANCE)) {
            pins.begin();
            pins.commit();
        }
        try (Pins pins = Pins.hold(INSTANCE)) {
            assertThat(pins.exist()).isTrue();
            assertThat(pins.remove()).isTrue();
            assertThat(pins.exist()).isFalse();
            assertThat(pins.remove()).isFalse();
        }
    }
}
