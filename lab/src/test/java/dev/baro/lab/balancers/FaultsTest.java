// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.lab.network.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FaultsTest {
    @Test
    void eachIsFoundByItsWordAndStandsOnThePage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "tutorial", "first-lab.md"));
        for (Faults.Kind kind : Faults.Kind.values()) {
            assertThat(Faults.Kind.of(kind.word())).isEqualTo(kind);
            assertThat(Faults.Kind.list()).contains(kind.word());
            assertThat(page).contains("| `" + kind.word());
        }
    }

    @Test
    void anUnknownWordIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> Faults.Kind.of("flood"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("kill-balancer BALANCER");
    }
}
