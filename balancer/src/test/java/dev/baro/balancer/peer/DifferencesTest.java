// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.peer.PeerReport;
import dev.baro.core.peer.PeerReport.NotUp;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private static final NotUp B02_DOWN = new NotUp("store", "http", "web-b02", "down");
    private static final NotUp B02_UNKNOWN = new NotUp("store", "http", "web-b02", "unknown");

    @Test
    void areNoneBetweenEquals() {
        assertThat(new Differences(report("lb-a1", "c", B02_DOWN), report("lb-a2", "c", B02_DOWN)).sentences())
                .isEmpty();
    }

    @Test
    void nameAServerThatOneAloneSeesDown() {
        Differences differences = new Differences(report("lb-a1", "c"), report("lb-a2", "c", B02_DOWN));

        assertThat(differences.sentences()).containsExactly("lb-a2 sees web-b02 down, lb-a1 does not");
        assertThat(differences.differingMembers()).isEqualTo(1);
    }

    @Test
    void doNotCountAServerThatTheOtherHasNoVerdictOf() {
        assertThat(new Differences(report("lb-a1", "c", B02_UNKNOWN), report("lb-a2", "c", B02_DOWN)).sentences())
                .isEmpty();
    }

    /// Members of different configurations are different things.
    @Test
    void nameTheConfigurationsFirst() {
        List<String> sentences = new Differences(report("lb-a1", "c"), report("lb-a2", "d", B02_DOWN)).sentences();

        assertThat(sentences)
                .containsExactly("lb-a2 runs another configuration: r3 (d, since 2026-01-01T00:00:00Z) and here r3"
                        + " (c, since 2026-01-01T00:00:00Z); type on the balancer that is right: baro apply --all");
    }

    private static PeerReport report(String name, String config, NotUp... notUp) {
        return new PeerReport(name, "0.1.0", 3, config, "2026-01-01T00:00:00Z", "h", "o", List.of(notUp), true);
    }
}
