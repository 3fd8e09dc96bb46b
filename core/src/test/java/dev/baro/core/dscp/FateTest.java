// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.dscp.Fate.Change;
import dev.baro.core.dscp.Journey.Sighting;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FateTest {
    private static final Change PRECEDENCE = new Change(
            10, 2, "r1", "r2", List.of(new ReMarking.BleachTosPrecedence(), new ReMarking.BleachSomeTos()), true);

    @Test
    void arrivesWhenTheServerGotIt() {
        assertThat(Fate.of(journey(10, 10, 10, 10), List.of())).isEqualTo(new Fate.Arrived());
    }

    @Test
    void isNotKnownWhenTheServerKeepsSilent() {
        Journey journey = new Journey(10, List.of(new Sighting("r1", 10, false), new Sighting("r2", 10, false)));

        assertThat(Fate.of(journey, List.of())).isEqualTo(new Fate.NotKnown("r2"));
        assertThat(Fate.of(new Journey(10, List.of()), List.of())).isEqualTo(new Fate.NotKnown(""));
    }

    @Test
    void namesThePlaceAndTheBehaviour() {
        Fate fate = Fate.of(journey(10, 10, 2, 2), List.of(journey(21, 21, 5, 5)));

        assertThat(fate).isEqualTo(new Fate.Changed(2, List.of(PRECEDENCE)));
    }

    @Test
    void namesBothPlacesWhereTwoRoutersChangeIt() {
        Fate fate = Fate.of(
                journey(10, 10, 2, 0), List.of(journey(21, 21, 5, 0), journey(42, 42, 2, 0), journey(63, 63, 7, 0)));

        assertThat(fate)
                .isEqualTo(new Fate.Changed(
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
        Fate fate = Fate.of(
                journey(10, 4, 4, 4), List.of(journey(21, 21, 21, 21), journey(42, 42, 42, 42), journey(12, 4, 4, 4)));

        assertThat(fate)
                .isEqualTo(new Fate.Changed(
                        4, List.of(new Change(10, 4, "", "r1", List.of(new ReMarking.ReMarkDscp(4)), false))));
    }

    @Test
    void whatArrivedTellsThatSomeValuesPass() {
        Journey arrived = new Journey(11, List.of(new Sighting("server", 11, true)));

        assertThat(Fate.of(journey(10, 10, 2, 2), List.of(journey(21, 21, 5, 5), arrived)))
                .isEqualTo(new Fate.Changed(2, List.of(new Change(10, 2, "r1", "r2", PRECEDENCE.by(), false))));
    }

    @Test
    void aServerThatAnswersAloneDoesNotSayWhere() {
        Journey journey = new Journey(10, List.of(new Sighting("server", 2, true)));

        assertThat(Fate.of(journey, List.of())).isEqualTo(new Fate.Changed(2, List.of()));
    }

    @Test
    void aChangeSeenAtARouterCountsWhenTheServerKeepsSilent() {
        Journey journey = new Journey(10, List.of(new Sighting("r1", 10, false), new Sighting("r2", 2, false)));

        assertThat(Fate.of(journey, List.of(journey(21, 21, 5, 5))))
                .isEqualTo(new Fate.Changed(2, List.of(PRECEDENCE)));
    }

    /// As it reached `r1`, `r2` and the server.
    private static Journey journey(int sent, int... seen) {
        List<String> names = List.of("r1", "r2", "server");
        return new Journey(
                sent,
                IntStream.range(0, 3)
                        .mapToObj(i -> new Sighting(names.get(i), seen[i], i == 2))
                        .toList());
    }
}
