// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.dscp.DscpSurvey;
import dev.baro.core.dscp.DscpSurvey.Mark;
import dev.baro.core.dscp.MarkOutcome;
import dev.baro.core.dscp.MarkOutcome.Change;
import dev.baro.core.dscp.ReMarking;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurveyTextTest {
    private static final MarkOutcome BLEACHED = new MarkOutcome.Changed(
            2,
            List.of(new Change(10, 2, "10.10.0.1", "10.20.0.1", List.of(new ReMarking.BleachTosPrecedence()), true)));

    @Test
    void showsAMatrixAndWhatIsLost() {
        DscpSurvey before = survey(mark("web-b01", 10, new MarkOutcome.Arrived()));
        DscpSurvey survey = survey(
                        mark("web-a01", 10, new MarkOutcome.Arrived()),
                        mark("web-b01", 10, BLEACHED),
                        mark("web-b01", 11, new MarkOutcome.NotKnown("10.10.0.1")))
                .since(before);

        assertThat(new SurveyText(survey, false).lines())
                .containsExactly(
                        "lb-a1 to 2 servers: 1 arrive, 1 lost, 1 not known",
                        "",
                        "SERVER   ADDRESS     10 (tos 40, 0x28, AF11)  11 (tos 44, 0x2c)",
                        "web-a01  ip-web-a01  arrives                  -",
                        "web-b01  ip-web-b01  becomes 2                not known",
                        "",
                        "LOST  10 (tos 40, 0x28, AF11) of VIP store reaches web-b01 as 2 (tos 8, 0x08)",
                        "      Bleach-ToS-Precedence between 10.10.0.1 (gets 10) and 10.20.0.1 (gets 2)",
                        "      fix: trust DSCP on that link; or use another value (--all shows which arrive); or use"
                                + " method: ipip for web-b01",
                        "NOT KNOWN  11 (tos 44, 0x2c) of VIP store at web-b01: the server does not answer; kept up to 10.10.0.1",
                        "CHANGED  10 (tos 40, 0x28, AF11) at web-b01: becomes 2, was: arrives (2026-11-22T21:14:05Z)");
        assertThat(survey.losesMarks()).isTrue();
    }

    @Test
    void whatNobodyHasIsNoLoss() {
        Mark asked = Mark.of("web-b01", "ip-web-b01", 10, List.of(), BLEACHED);

        assertThat(survey(asked).losesMarks()).isFalse();
    }

    @Test
    void whatThisTimeDidNotAskIsKeptForTheNext() {
        DscpSurvey before = survey(mark("web-a01", 10, BLEACHED), mark("web-b01", 10, BLEACHED));
        DscpSurvey now = survey(mark("web-b01", 10, new MarkOutcome.Arrived()));

        assertThat(now.with(before).marks())
                .extracting(Mark::server, Mark::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("web-b01", "arrives"),
                        org.assertj.core.groups.Tuple.tuple("web-a01", "becomes 2"));
    }

    @Test
    void writesRanges() {
        assertThat(SurveyText.ranges(List.of(1, 2, 3, 9, 11, 12))).isEqualTo("1-3, 9, 11-12");
    }

    private static Mark mark(String server, int dscp, MarkOutcome fate) {
        return Mark.of(server, "ip-" + server, dscp, List.of("store"), fate);
    }

    private static DscpSurvey survey(Mark... marks) {
        return new DscpSurvey("lb-a1", "2026-11-22T21:14:05Z", List.of(marks), List.of());
    }
}
