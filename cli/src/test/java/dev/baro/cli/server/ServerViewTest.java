// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.terminal.Paint;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerDetail.TargetEvidence;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.api.ServerSummary.ServerUse;
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

    private static List<String> uses(String application) {
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
                "l7", "store", "http", application, SINCE, 0, 2, "unknown", "GET /", "", List.of(), List.of());
        return new ServerView(new Paint(false)).show(new ServerDetail(server, List.of(request), List.of()));
    }
}
