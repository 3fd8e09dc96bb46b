// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeoutLineTest {
    private final TimerQueue queue = new TimerQueue();
    private final List<String> ended = new ArrayList<>();

    @Test
    void eachEndsItsTimeAfterItBegan() {
        begin(0, "first");
        begin(30, "second");

        assertThat(queue.waitNs(30)).isEqualTo(70);
        assertThat(queue.turn(99)).isEqualTo(-1);
        assertThat(queue.turn(101)).isEqualTo(1);
        assertThat(ended).containsExactly("first");
        assertThat(queue.turn(129)).isEqualTo(-1);
        assertThat(queue.turn(130)).isZero();
        assertThat(ended).containsExactly("first", "second");
        assertThat(queue.waitNs(130)).isEqualTo(1_000_000_000);
    }

    @Test
    void whatIsCancelledDoesNotEnd() {
        TimerQueue.Entry first = begin(0, "first");
        begin(10, "second").cancel();
        begin(20, "third");
        first.cancel();

        turnAll(119);
        assertThat(ended).isEmpty();
        turnAll(120);
        assertThat(ended).containsExactly("third");
    }

    @Test
    void allCancelledLeaveOneTimerAtMost() {
        for (int i = 0; i < 1_000; i++) {
            begin(i / 20, "one of many").cancel();
        }

        assertThat(turnAll(1_000)).isLessThanOrEqualTo(2);
        assertThat(ended).isEmpty();
    }

    @Test
    void whatEndsMayBeginAnother() {
        queue.after(0, 100, () -> begin(100, "second"));

        turnAll(199);
        assertThat(ended).isEmpty();
        turnAll(200);
        assertThat(ended).containsExactly("second");
    }

    private TimerQueue.Entry begin(long atNs, String name) {
        return queue.after(atNs, 100, () -> ended.add(name));
    }

    /// @return how many timers were due
    private int turnAll(long nowNs) {
        int turns = 0;
        while (queue.turn(nowNs) >= 0) {
            turns++;
        }
        return turns;
    }
}
