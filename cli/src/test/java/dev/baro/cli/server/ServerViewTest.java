// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.terminal.Paint;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerDetail.TargetEvidence;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.api.ServerSummary.ServerUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerViewTest {
    private static final String SINCE = "2026-11-29T10:00:00Z";

    @Test
    void aServerWhoseApplicationHasNotPassedYetSaysSo() {
        assertThat(uses("unknown")).contains("store  http  up, L7 not yet passed  healthy  " + SINCE + "  -");
        assertThat(uses("up")).contains("store  http  up      healthy  " + SINCE + "  -");
    }

    @Test
    void aCertificateIsShownWithTheDaysThatAreLeft() {
        assertThat(certificate("2026-12-22T09:00:00Z", "2026-12-22T09:00:00Z"))
                .contains("  certificate: expires in 22 days (2026-12-22T09:00:00Z)");
        assertThat(certificate("2026-12-22T09:00:00Z", "2026-11-29T13:30:00Z"))
                .contains(
                        "  certificate: expires in 22 days (2026-12-22T09:00:00Z); one of its chain expires in 3 hours"
                                + " (2026-11-29T13:30:00Z)");
        assertThat(certificate("", "")).noneMatch(line -> line.contains("certificate"));
    }

    private static List<String> uses(String application) {
        return show(application, "", "");
    }

    private static List<String> certificate(String own, String chain) {
        return show("up", own, chain);
    }

    private static List<String> show(String application, String own, String chain) {
        ServerSummary server = new ServerSummary(
                "web-1",
                "198.51.100.1",
                "",
                "dscp",
                "enabled",
                "up",
                "",
                SINCE,
                Map.of("l4", "up", "l7", application),
                List.of(new ServerUse("store", "http", "up", "healthy", SINCE, "", false)));
        TargetEvidence request = new TargetEvidence(
                "l7",
                "store",
                "http",
                application,
                SINCE,
                0,
                2,
                "unknown",
                "GET /",
                "",
                List.of(),
                List.of(),
                own,
                chain);
        return new ServerView(new Paint(false), Instant.parse(SINCE))
                .show(new ServerDetail(server, List.of(request), List.of()));
    }
}
