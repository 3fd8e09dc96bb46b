// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.dscp.MarkOutcome.Change;
import dev.baro.core.dscp.PathObservation.Sighting;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarkOutcomeTest {
    private static final Change PRECEDENCE = new Change(
            10, 2, "r1", "r2", List.of(new ReMarking.BleachTosPrecedence(), new ReMarking.BleachSomeTos()), true);

    @Test
    void arrivesWhenTheServerGotIt() {
        assertThat(MarkOutcome.of(journey(10, 10, 10, 10), List.of())).isEqualTo(new MarkOutcome.Arrived());
    }

    @Test
    void isNotKnownWhenTheServerKeepsSilent() {
        PathObservation journey =
                new PathObservation(10, List.of(new Sighting("r1", 10, false), new Sighting("r2", 10, false)));

        assertThat(MarkOutcome.of(journey, List.of())).isEqualTo(new MarkOutcome.NotKnown("r2"));
        assertThat(MarkOutcome.of(new PathObservation(10, List.of()), List.of()))
                .isEqualTo(new MarkOutcome.NotKnown(""));
    }

    @Test
    void namesThePlaceAndTheBehaviour() {
        MarkOutcome fate = MarkOutcome.of(journey(10, 10, 2, 2), List.of(journey(21, 21, 5, 5)));

        assertThat(fate).isEqualTo(new MarkOutcome.Changed(2, List.of(PRECEDENCE)));
    }

    @Test
    void namesBothPlacesWhereTwoRoutersChangeIt() {
        MarkOutcome fate = MarkOutcome.of(
                journey(10, 10, 2, 0), List.of(journey(21, 21, 5, 0), journey(42, 42, 2, 0), journey(63, 63, 7, 0)));

        assertThat(fate)
                .isEqualTo(new MarkOutcome.Changed(
                        0,
                        List.of(
                                new Change(10, 2, "r1", "r2", List.of(new ReMarking.BleachTosPrecedence()), true),
                                new Change(
                                        2,
                                        0,
                                        "r2",
                                        "server",
                                        List.of(
                                                new ReMarking.BleachDscp(),
                                                new ReMarking.BleachLow(),
                                                new ReMarking.BleachSomeLow()),
                                        true))));
    }

    @Test
    void saysWhenOnlySomeValuesChange() {
        MarkOutcome fate = MarkOutcome.of(
                journey(10, 4, 4, 4), List.of(journey(21, 21, 21, 21), journey(42, 42, 42, 42), journey(12, 4, 4, 4)));

        assertThat(fate)
                .isEqualTo(new MarkOutcome.Changed(
                        4, List.of(new Change(10, 4, "", "r1", List.of(new ReMarking.ReMarkDscp(4)), false))));
    }

    @Test
    void whatArrivedTellsThatSomeValuesPass() {
        PathObservation arrived = new PathObservation(11, List.of(new Sighting("server", 11, true)));

        assertThat(MarkOutcome.of(journey(10, 10, 2, 2), List.of(journey(21, 21, 5, 5), arrived)))
                .isEqualTo(new MarkOutcome.Changed(2, List.of(new Change(10, 2, "r1", "r2", PRECEDENCE.by(), false))));
    }

    @Test
    void aServerThatAnswersAloneDoesNotSayWhere() {
        PathObservation journey = new PathObservation(10, List.of(new Sighting("server", 2, true)));

        assertThat(MarkOutcome.of(journey, List.of())).isEqualTo(new MarkOutcome.Changed(2, List.of()));
    }

    @Test
    void aChangeSeenAtARouterCountsWhenTheServerKeepsSilent() {
        PathObservation journey =
                new PathObservation(10, List.of(new Sighting("r1", 10, false), new Sighting("r2", 2, false)));

        assertThat(MarkOutcome.of(journey, List.of(journey(21, 21, 5, 5))))
                .isEqualTo(new MarkOutcome.Changed(2, List.of(PRECEDENCE)));
    }

    /// As it reached `r1`, `r2` and the server.
    private static PathObservation journey(int sent, int... seen) {
        List<String> names = List.of("r1", "r2", "server");
        return new PathObservation(
                sent,
                IntStream.range(0, 3)
                        .mapToObj(i -> new Sighting(names.get(i), seen[i], i == 2))
                        .toList());
    }
}
