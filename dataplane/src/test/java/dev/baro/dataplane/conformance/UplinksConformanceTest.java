// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Outcome;
import dev.baro.dataplane.model.PacketModel;
import dev.baro.dataplane.model.Setup;
import dev.baro.dataplane.model.Way;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The section "Several uplinks" of `docs/reference/packets.md`, for the program and for the model that it is
/// compared with.
@NeedsRoot
@Tag("model")
class UplinksConformanceTest {
    /// So many that chance alone leaves none of four hops out.
    private static final int CLIENTS = 64;

    private static TestedProgram program;

    @BeforeAll
    static void open() {
        program = TestedProgram.open(Setups.UPLINKS);
    }

    @AfterAll
    static void close() {
        program.close();
    }

    static List<UplinkRow> rows() {
        return UplinkRow.all();
    }

    static Stream<UplinkRow> tcpRows() {
        return rows().stream().filter(row -> row.kind() == UplinkRow.Kind.TCP_FLOW);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void programSendsTogether(UplinkRow row) {
        Map<Integer, Setup.Hop> hops = new HashMap<>();
        for (int seconds = 0; seconds < 2; seconds++) {
            for (int client = 1; client <= CLIENTS; client++) {
                for (UplinkRow.Step step : row.of(client)) {
                    Setup.Hop hop = hopOf(row, step);
                    assertThat(hop).as("%s, client %d", row, client).isEqualTo(hops.getOrDefault(client, hop));
                    hops.put(client, hop);
                }
            }
            program.passSeconds(1);
        }
        assertThat(hops.values()).containsAll(row.hops());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void modelSendsTogether(UplinkRow row) {
        List<UplinkRow.Step> steps = row.of(7);
        UplinkRow.Step first = steps.getFirst();
        for (int hop = 0; hop < row.hops().size(); hop++) {
            PacketModel model = new PacketModel(Setups.UPLINKS);
            List<Outcome> free = model.treat(first.in());
            assertThat(free).extracting(UplinksConformanceTest::left).isEqualTo(first.out());
            model.happened(free.get(hop));

            for (UplinkRow.Step step : steps.subList(1, steps.size())) {
                List<Outcome> bound = model.treat(step.in());
                assertThat(bound)
                        .extracting(UplinksConformanceTest::left)
                        .containsExactly(step.out().get(hop));
                model.happened(bound.getFirst());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tcpRows")
    void flowsOfOneClientTakeAllHops(UplinkRow row) {
        Set<Setup.Hop> taken = new HashSet<>();
        for (int flow = 0; flow < CLIENTS; flow++) {
            taken.add(hopOf(row, row.of(7, 20_000 + flow)));
        }

        assertThat(taken).containsExactlyInAnyOrderElementsOf(row.hops());
    }

    @ParameterizedTest
    @MethodSource("tcpRows")
    void whatFitsIsForTheHopOfTheFlow(UplinkRow row) {
        for (int client = 1; client <= CLIENTS; client++) {
            Setup.Hop hop = hopOf(row, row.of(client, 40_000));
            boolean fits = hop.mtu() > Setups.SMALL_MTU;
            Way way = !fits ? Way.TOO_BIG : hop.elsewhere() ? Way.REDIRECTED : Way.FORWARDED;
            long before = program.count(way);

            BpfProgram.TestRun _ = program.run(row.leavingWith(Setups.SMALL_MTU + 1, client));

            assertThat(program.count(way)).as("%s by %s", row, hop).isEqualTo(before + 1);
        }
    }

    /// By which the packet has left, as it must by that.
    private static Setup.Hop hopOf(UplinkRow row, UplinkRow.Step step) {
        BpfProgram.TestRun run = program.run(step.in());
        int index = step.out().indexOf(Octets.of(run.packet()));
        assertThat(index)
                .as("%s: %s of %s", row, Octets.of(run.packet()), step.out())
                .isNotNegative();
        Setup.Hop hop = row.hops().get(index);
        assertThat(run.result()).isEqualTo((hop.elsewhere() ? Action.REDIRECT : Action.TX).ordinal());
        return hop;
    }

    private static Octets left(Outcome outcome) {
        return ((Outcome.Sent) outcome).frame();
    }
}
