// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.route.RouteList.Export;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExportQuestionsTest {
    private static final String PROTOCOLS = """
            BIRD 2.0.12 ready.
            Name       Proto      Table      State  Since         Info
            device1    Device     ---        up     06:41:07.100
            vips       Kernel     vips       up     06:41:07.100
            up4        BGP        ---        up     06:41:09.000  Established
            idle4      BGP        ---        start  06:41:07.100  Active        Socket: Connection refused
            """;
    private static final String ROUTES = """
            Table master4:
            203.0.113.100/32     blackhole [vips 06:41:07.100] * (10)
            203.0.113.101/32     blackhole [vips 06:41:07.100] * (10)
            """;

    @Test
    void asksBirdOfEachProtocolThatIsUp() {
        Map<String, String> answers = Map.of("show protocols", PROTOCOLS, "show route export up4", ROUTES);

        assertThat(ExportQuestions.ofBird(question -> Optional.ofNullable(answers.get(question))))
                .contains(List.of(new Export("203.0.113.100/32", "up4"), new Export("203.0.113.101/32", "up4")));
    }

    @Test
    void knowsNothingIfBirdLeavesAQuestionUnanswered() {
        assertThat(ExportQuestions.ofBird(_ -> Optional.empty())).isEmpty();
        assertThat(ExportQuestions.ofBird(
                        question -> question.equals("show protocols") ? Optional.of(PROTOCOLS) : Optional.empty()))
                .isEmpty();
    }

    @Test
    void asksFrrOfEachNeighbour() {
        Map<String, String> answers = Map.of(
                "show bgp ipv4 unicast summary json",
                "{\"peers\": {\"10.10.0.1\": {}, \"10.10.0.2\": {}}}",
                "show bgp ipv4 unicast neighbors 10.10.0.1 advertised-routes json",
                "{\"advertisedRoutes\": {\"203.0.113.100/32\": {}}}",
                "show bgp ipv4 unicast neighbors 10.10.0.2 advertised-routes json",
                "% No such neighbor",
                "show bgp ipv6 unicast summary json",
                "{}");

        assertThat(ExportQuestions.ofFrr(question -> Optional.ofNullable(answers.get(question))))
                .contains(List.of(new Export("203.0.113.100/32", "10.10.0.1")));
        assertThat(ExportQuestions.ofFrr(_ -> Optional.empty())).isEmpty();
    }
}
