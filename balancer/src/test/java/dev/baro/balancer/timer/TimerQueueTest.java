// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {
    private final TimerQueue queue = new TimerQueue();

    @Test
    void tellsHowLongToWaitAndHowLateItWas() {
        assertThat(queue.waitNs(0)).isEqualTo(1_000_000_000);
        assertThat(queue.turn(0)).isEqualTo(-1);

        queue.at(500, () -> {});

        assertThat(queue.waitNs(200)).isEqualTo(300);
        assertThat(queue.turn(499)).isEqualTo(-1);
        assertThat(queue.turn(503)).isEqualTo(3);
        assertThat(queue.waitNs(503)).isEqualTo(1_000_000_000);
    }

    @Test
    void whatIsCancelledIsNotWaitedFor() {
        TimerQueue.Entry first = queue.at(10, () -> {
            throw new AssertionError("cancelled");
        });
        queue.at(900, () -> {});

        first.cancel();

        assertThat(queue.waitNs(0)).isEqualTo(900);
        assertThat(queue.turn(20)).isEqualTo(-1);
    }

    @Test
    void whatItDoesMayAddToIt() {
        List<String> done = new ArrayList<>();
        queue.at(10, () -> queue.at(5, () -> done.add("second")));

        assertThat(queue.turn(10)).isZero();
        assertThat(queue.turn(10)).isEqualTo(5);
        assertThat(done).containsExactly("second");
    }

    /// Against the queue of the JDK, also where the time wraps: adding, cancelling and taking in any order.
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 50_000, -40_000})
    void comesInTheOrderOfTime(long startNs) {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("TimerQueueTest: -Dbaro.seed=" + seed);
        Random random = new Random(seed);
        PriorityQueue<long[]> expected = new PriorityQueue<>((a, b) -> Long.signum(a[0] - b[0]));
        Set<Long> cancelled = new HashSet<>();
        List<TimerQueue.Entry> waiting = new ArrayList<>();
        List<Long> done = new ArrayList<>();
        long nowNs = startNs;
        for (long number = 0; number < 20_000; number++) {
            long dueNs = nowNs + random.nextInt(40_000);
            long id = number;
            waiting.add(queue.at(dueNs, () -> {
                assertThat(cancelled).doesNotContain(id);
                done.add(id);
            }));
            expected.add(new long[] {dueNs, id});
            if (random.nextInt(3) == 0) {
                int which = random.nextInt(waiting.size());
                waiting.get(which).cancel();
                cancelled.add((long) which);
            }
            nowNs += random.nextInt(5);
            while (expected.peek() != null && expected.element()[0] - nowNs <= 0) {
                long[] next = expected.remove();
                if (!cancelled.contains(next[1])) {
                    int before = done.size();
                    assertThat(queue.turn(nowNs)).isEqualTo(nowNs - next[0]);
                    assertThat(done).hasSize(before + 1);
                }
            }
            assertThat(queue.turn(nowNs)).isEqualTo(-1);
        }
        assertThat(done).hasSizeGreaterThan(1_000).doesNotHaveDuplicates();
    }
}
