// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProberTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandstillWatchTest {
    private static final long MS = 1_000_000;

    private final StandstillWatch watch = new StandstillWatch(0);
    private long nowNs;

    @Test
    void waitingAndOrdinaryLatenessAreNoStandstill() {
        for (int i = 0; i < 100; i++) {
            run(25);
            stand(19);
        }

        assertThat(time()).isEqualTo(ProberTime.NONE);
    }

    @Test
    void moreThanHalfOfTwoSecondsIsAStall() {
        runAndStand(4, 240, 160);
        assertThat(time().recent()).isEqualTo(Duration.ofMillis(640));
        runAndStand(20, 240, 160);
        assertThat(time().stalled()).isFalse();

        runAndStand(4, 160, 240);
        assertThat(time().stalled()).isTrue();
        assertThat(time().recent()).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void aStallIsOverWhenItStandsStillForLessThanAQuarter() {
        runAndStand(5, 160, 240);
        long sinceNs = time().sinceNs();
        assertThat(sinceNs).isEqualTo(160 * MS);

        run(900);
        assertThat(time().stalled()).isTrue();
        assertThat(time().sinceNs()).isEqualTo(sinceNs);

        run(400);
        assertThat(time())
                .isEqualTo(new ProberTime(
                        false, 0, Duration.ofMillis(480), Duration.ofMillis(1_200), ProberTime.Lag.NONE));
    }

    @Test
    void aStandstillThatIsNotOverIsToldToOthers() {
        run(1_000);
        nowNs += 1_500 * MS;
        assertThat(time())
                .isEqualTo(new ProberTime(
                        true, 1_000 * MS, Duration.ofMillis(1_500), Duration.ofMillis(1_500), ProberTime.Lag.NONE));

        assertThat(watch.look(nowNs, 0)).isTrue();
        watch.waits(nowNs, nowNs);
        assertThat(time().total()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(time().sinceNs()).isEqualTo(1_000 * MS);
    }

    private ProberTime time() {
        return watch.time(nowNs, ProberTime.Lag.NONE);
    }

    private void runAndStand(int times, long runMs, long standMs) {
        for (int i = 0; i < times; i++) {
            run(runMs);
            stand(standMs);
        }
    }

    private void run(long ms) {
        long beganNs = nowNs;
        nowNs += ms * MS;
        boolean _ = watch.look(nowNs, nowNs - beganNs);
        watch.waits(nowNs, nowNs);
    }

    private void stand(long ms) {
        nowNs += ms * MS;
        boolean _ = watch.look(nowNs, 0);
        watch.waits(nowNs, nowNs);
    }
}
