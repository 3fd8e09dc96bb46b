// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.CompiledStructs;
import java.io.IOException;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Java's view of the shared structs and enums against the type information in the compiled object.
class LayoutTest {
    static List<StructLayout> structs() {
        return List.of(
                Layout.SERVICE,
                Layout.SERVICE_TABLE,
                Layout.REAL_SERVER,
                Layout.REAL_SERVER_LOAD,
                Layout.REAL_SERVER_COUNTERS,
                Layout.CONTROL,
                Layout.HOST,
                Layout.ATTACHMENT,
                Layout.VLAN,
                Layout.TAG_KEY,
                Layout.SETTINGS,
                Layout.LIMITS,
                Layout.TIME);
    }

    @ParameterizedTest
    @MethodSource("structs")
    void structsAreThoseOfTheObject(StructLayout mirrored) throws Exception {
        CompiledStructs.assertMirrored("baro.bpf.o", mirrored);
    }

    @Test
    void outcomesAreThoseOfTheSource() throws Exception {
        List<String> mirrored = Arrays.stream(PacketOutcome.values())
                .map(outcome -> "OUTCOME_" + outcome.name())
                .toList();

        assertThat(enumerators("outcome.h", "OUTCOME_")).isEqualTo(mirrored);
    }

    @Test
    void layoutVersionIsThatOfTheSource() throws Exception {
        assertThat(Path.of("src/main/bpf/balancer/maps.h"))
                .content()
                .contains("#define LAYOUT " + Layout.VERSION + "\n");
    }

    @Test
    void slotChoicesAreThoseOfTheSource() throws Exception {
        assertThat(enumerators("maps.h", "CHOICE_")).containsExactly("CHOICE_NEXT", "CHOICE_HASH", "CHOICE_TWO");
        assertThat(dev.baro.core.schedule.SlotChoice.values())
                .extracting(Enum::name)
                .containsExactly("NEXT", "HASH", "TWO_CHOICES");
    }

    @Test
    void sessionStatesAreThoseOfTheSource() throws Exception {
        List<String> mirrored = new java.util.ArrayList<>(Arrays.stream(SessionState.values())
                .map(state -> "SESSION_" + state.name())
                .toList());
        mirrored.add("SESSION_STATES");

        assertThat(enumerators("maps.h", "SESSION_"))
                .filteredOn(name -> !name.equals("SESSIONS_PER_BUCKET"))
                .isEqualTo(mirrored);
    }

    /// The compiler keeps no type information of enums that stand in no struct, so the source is read.
    private static List<String> enumerators(String header, String prefix) throws IOException {
        return Files.readAllLines(Path.of("src/main/bpf/balancer", header)).stream()
                .map(String::strip)
                .filter(line -> line.matches(prefix + "\\w+,.*"))
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
    }
}
