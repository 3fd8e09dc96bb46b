// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Routes wait for the sessions of peers, and not for ever.
class LoadedGateTest {
    private final LoadedGate gate = new LoadedGate();
    private final Set<String> complete = new HashSet<>();
    private final Set<String> up = new HashSet<>(Set.of("lb-a2", "lb-b1"));

    @Test
    void nobodyIsWaitedForWithoutPeers() {
        assertThat(reason(true, 0)).isEmpty();
    }

    @Test
    void eachPeerIsWaitedFor() {
        gate.expect(Set.of("lb-b1", "lb-a2"));

        assertThat(reason(true, 0)).isEqualTo("waits for the sessions of lb-a2, lb-b1");
        complete.add("lb-a2");
        assertThat(reason(true, 1)).isEqualTo("waits for the sessions of lb-b1");
        complete.add("lb-b1");
        assertThat(reason(true, 2)).isEmpty();
    }

    @Test
    void whatCameOnceIsNotWaitedForAgain() {
        gate.expect(Set.of("lb-a2"));
        complete.add("lb-a2");
        assertThat(reason(true, 0)).isEmpty();

        complete.clear();

        assertThat(reason(true, 1)).isEmpty();
    }

    @Test
    void onePeerThatIsSilentIsWaitedForLessThanOneThatIsNot() {
        gate.expect(Set.of("lb-a2", "lb-b1"));
        up.remove("lb-b1");

        assertThat(reason(true, 0)).contains("lb-b1");
        assertThat(reason(true, 5)).isEqualTo("waits for the sessions of lb-a2");
        assertThat(reason(true, 15)).isEmpty();
    }

    @Test
    void timeBeginsWithTheFirstPlan() {
        gate.expect(Set.of("lb-a2"));

        assertThat(reason(false, 0)).isNotEmpty();
        assertThat(reason(false, 100)).isNotEmpty();
        assertThat(reason(true, 200)).isNotEmpty();
        assertThat(reason(true, 214)).isNotEmpty();
        assertThat(reason(true, 215)).isEmpty();
    }

    private String reason(boolean serves, int second) {
        return gate.reason(serves, complete::contains, up::contains, TimeUnit.SECONDS.toNanos(second));
    }
}
