// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Eventually;
import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import dev.baro.core.peer.PeerReport;
import dev.baro.core.peer.PeerReport.NotUp;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two peers of a balancer that sees a server down.
class ViewsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Set<String> PEERS = Set.of("lb-a2", "lb-b1");
    private static final NotUp B02_DOWN = new NotUp("store", "http", "web-b02", "down");
    private static final NotUp B02_UNKNOWN = new NotUp("store", "http", "web-b02", "unknown");
    private static final ServiceMember B02 = new ServiceMember("store", "http", "web-b02");
    private static final PeerReport OWN = report("lb-a1", "c", B02_DOWN);

    private final Controller controller = new Controller(new RecordingForwarding(), System::nanoTime).start();
    private final PeerBook book = new PeerBook();
    private final Views views = new Views(controller, book);

    @AfterEach
    void close() {
        controller.close();
    }

    /// The word of a peer that comes after the failure comes too late: flows have been reset by then.
    @Test
    void thoseOfPeersAreKnownBeforeAServerFails() {
        heard(0, report("lb-a2", "c", B02_DOWN), report("lb-b1", "c"));

        views.tell(report("lb-a1", "c"));

        assertThat(notUp(Set.of())).contains(Set.of());
        assertThat(givenUp()).isFalse();
    }

    @Test
    void aServerThatIsDownInEveryViewIsGivenUp() {
        heard(0, report("lb-a2", "c", B02_DOWN), report("lb-b1", "c"));
        views.tell(OWN);
        assertThat(notUp(Set.of())).contains(Set.of());

        heard(SECOND, report("lb-a2", "c", B02_DOWN), report("lb-b1", "c", B02_DOWN));
        views.tell(OWN);

        assertThat(notUp(Set.of(B02))).contains(Set.of(B02));
        assertThat(givenUp()).isTrue();
    }

    /// One that is silent, has no verdict yet, or runs another configuration has no say.
    @Test
    void onlyALivePeerOfTheSameConfigurationWithAVerdictHasAView() {
        heard(0, report("lb-a2", "c"), report("lb-b1", "c", B02_DOWN));
        views.tell(OWN);
        assertThat(notUp(Set.of())).contains(Set.of());

        heard(SECOND, report("lb-a2", "d"), report("lb-b1", "c", B02_UNKNOWN));
        views.tell(OWN);
        assertThat(notUp(Set.of(B02))).contains(Set.of(B02));

        heard(2 * SECOND, report("lb-a2", "c"));
        views.tell(OWN);
        assertThat(notUp(Set.of())).contains(Set.of());

        book.at(PEERS, Set.of(), 3 * SECOND);
        views.tell(OWN);
        Optional<Set<ServiceMember>> alone = Eventually.see(this::notUp, seen -> seen.isEmpty());
        assertThat(alone).isEmpty();
        assertThat(givenUp()).as("alone").isTrue();
    }

    @Test
    void aChangeIsNotTheCauseWhereOneThatDidNotChangeFailsToo() {
        MemberHealth down = new MemberHealth(Condition.DOWN, false, Verdict.SERVER_DOWN, 0);
        State failing =
                State.INITIAL.after(new Event.HealthChanged(new Health(true, Map.of(B02, down), Suspicion.NONE)), 0);

        heard(0, report("lb-a2", "another"));
        assertThat(views.failsToo(failing)).isEmpty();
        heard(SECOND, report("lb-a2", OwnReport.digest(failing.config()), B02_DOWN));
        assertThat(views.failsToo(failing)).as("it has changed as well").isEmpty();
        heard(2 * SECOND, report("lb-a2", "another", B02_DOWN));
        assertThat(views.failsToo(failing)).contains("lb-a2, which runs another configuration, sees them down too");
    }

    private void heard(long nowNs, PeerReport... reports) {
        for (PeerReport report : reports) {
            book.heard(report, nowNs);
        }
        book.at(PEERS, PEERS, nowNs);
    }

    private Optional<Set<ServiceMember>> notUp(Set<ServiceMember> wanted) {
        return Eventually.see(this::notUp, Optional.of(wanted)::equals);
    }

    private Optional<Set<ServiceMember>> notUp() {
        return controller.snapshot().state().health().notUpElsewhere();
    }

    /// Of the first plan after the server has failed here.
    private boolean givenUp() {
        MemberHealth down = new MemberHealth(Condition.DOWN, false, Verdict.SERVER_DOWN, 0);
        Health failing = new Health(true, Map.of(B02, down), Suspicion.NONE);
        return controller
                .snapshot()
                .state()
                .after(new Event.HealthChanged(failing), 0)
                .health()
                .isGivenUp(B02);
    }

    private static PeerReport report(String name, String config, NotUp... notUp) {
        return new PeerReport(name, "0.1.0", 3, config, "2026-01-01T00:00:00Z", "h", "o", List.of(notUp), true);
    }
}
