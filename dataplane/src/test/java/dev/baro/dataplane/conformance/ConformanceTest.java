// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Outcome;
import dev.baro.dataplane.model.PacketModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row of the tables of `docs/reference/packets.md`, for the program and for the model that it is compared with.
@NeedsRoot
@Tag("model")
public class ConformanceTest {
    private static final int FRAGMENTS_FORGOTTEN_SECONDS = 60;

    private static TestedProgram program;

    @BeforeAll
    static void open() {
        program = TestedProgram.open(Setups.WHOLE);
    }

    @AfterAll
    static void close() {
        program.close();
    }

    public static Stream<Conformance> rows() {
        return Stream.of(
                        OrderRows.all(),
                        MartianRows.all(),
                        RewriteRows.all(),
                        FragmentRows.all(),
                        IcmpRows.all(),
                        TooBigRows.all(),
                        RefusalRows.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void programTreats(Conformance row) {
        treat(program, row);
    }

    /// Gives the row's frames to a program, which may be one of another compiler.
    public static void treat(TestedProgram program, Conformance row) {
        program.passSeconds(FRAGMENTS_FORGOTTEN_SECONDS);
        for (Conformance.Step step : row.steps()) {
            program.passSeconds(step.secondsBefore());
            long before = program.count(step.way());

            BpfProgram.TestRun run = program.run(step.in());

            assertThat(run.result()).as(row.name()).isEqualTo(step.action().ordinal());
            assertThat(program.count(step.way())).as("%s: %s", row, step.way()).isEqualTo(before + 1);
            if (step.out().length > 0) {
                assertThat(Octets.of(run.packet())).as(row.name()).isEqualTo(Octets.of(step.out()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void modelTreats(Conformance row) {
        PacketModel model = new PacketModel(Setups.WHOLE);
        for (Conformance.Step step : row.steps()) {
            model.passSeconds(step.secondsBefore());

            List<Outcome> outcomes = model.treat(step.in());

            assertThat(outcomes).hasSize(1);
            Outcome outcome = outcomes.getFirst();
            assertThat(outcome.way()).isEqualTo(step.way());
            assertThat(outcome.action()).isEqualTo(step.action());
            assertThat(bytes(outcome, step)).isEqualTo(Octets.of(step.out()));
            model.happened(outcome);
        }
    }

    private static Octets bytes(Outcome outcome, Conformance.Step step) {
        return switch (outcome) {
            case Outcome.Untouched _ -> Octets.of(step.in());
            case Outcome.Dropped _ -> Octets.of(new byte[0]);
            case Outcome.Answered answered -> answered.frame();
            case Outcome.Sent sent -> sent.frame();
        };
    }
}
