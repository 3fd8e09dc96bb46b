// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.peer.PeerBook.Turn;
import dev.baro.core.peer.PeerReport;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerBookTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Set<String> PEER = Set.of("lb-a2");

    private final PeerBook book = new PeerBook();

    @Test
    void isUpOnceItIsReachedAndHeard() {
        assertThat(book.at(PEER, PEER, 0)).isEmpty();

        book.heard(report("lb-a2"), SECOND);

        assertThat(book.at(PEER, PEER, SECOND)).containsExactly(new Turn("lb-a2", true));
        assertThat(book.live()).hasSize(1);
    }

    @Test
    void isSilentWhenTheClusterDoesNotReachIt() {
        book.heard(report("lb-a2"), 0);
        book.at(PEER, PEER, 0);

        assertThat(book.at(PEER, Set.of(), SECOND)).containsExactly(new Turn("lb-a2", false));
    }

    /// A process that is stopped keeps its connections.
    @Test
    void isSilentWhenItsWordIsOld() {
        book.heard(report("lb-a2"), 0);
        book.at(PEER, PEER, 0);

        assertThat(book.at(PEER, PEER, 3 * SECOND)).isEmpty();
        assertThat(book.at(PEER, PEER, 3 * SECOND + 1)).containsExactly(new Turn("lb-a2", false));
        assertThat(book.live()).isEmpty();
        assertThat(book.report("lb-a2")).isPresent();
    }

    @Test
    void forgetsAFormerPeer() {
        book.heard(report("lb-a2"), 0);
        book.at(PEER, PEER, 0);

        book.at(Set.of(), PEER, SECOND);

        assertThat(book.report("lb-a2")).isEmpty();
        assertThat(book.standing("lb-a2")).isEmpty();
    }

    private static PeerReport report(String name) {
        return new PeerReport(name, "0.1.0", 1, "c", "2026-01-01T00:00:00Z", "h", "o", List.of(), true);
    }
}
