// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.IpAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A prober whose own thread stands still, here because the receiver of its results blocks it.
@Tag("faults")
class StandstillTest {
    @Test
    void resultsThatWereUnderWayAreVoid() throws Exception {
        Queue<ProbeResult> results = new ConcurrentLinkedQueue<>();
        AtomicBoolean blocks = new AtomicBoolean(true);
        try (ProbeNetwork network = ProbeNetwork.create("still");
                Prober prober = InNetwork.call(
                        network.lb(),
                        () -> Prober.start(List.of("eth0"), List.of(), result -> {
                            results.add(result);
                            if (result.reply() == Reply.EXPECTED && blocks.getAndSet(false)) {
                                pause();
                            }
                        }))) {
            ProbeTask present = Probing.echo(ProbeNetwork.FAR, ProbeNetwork.VIP);
            ProbeTask absent = renamed(Probing.echo(IpAddress.parse("10.10.10.77"), ProbeNetwork.VIP));
            prober.probe(List.of(present, absent));
            TimeUnit.MILLISECONDS.sleep(600);
            prober.probe(List.of());

            assertThat(results)
                    .filteredOn(result -> result.target().server().equals("absent"))
                    .first()
                    .satisfies(result -> {
                        assertThat(result.reply()).isEqualTo(Reply.VOID);
                        assertThat(result.detail()).matches("this process stood still for \\d+ ms");
                    });
        }
    }

    private static ProbeTask renamed(ProbeTask task) {
        return new ProbeTask(
                new ProbeTarget(task.target().layer(), "absent", "app", ""),
                task.server(),
                task.method(),
                task.vip(),
                task.dscp(),
                true,
                task.protocol(),
                0,
                task.check(),
                task.timing());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
