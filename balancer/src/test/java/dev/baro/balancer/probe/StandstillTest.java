// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Eventually;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A prober whose own thread stands still, here because the receiver of its results blocks it: at an answer of
/// a server that is there. Timeouts are 400 ms.
@Tag("faults")
class StandstillTest {
    private static final ApplicationCheck.Http GET_OK = new ApplicationCheck.Http(false, "GET", "/", "", "200", false);
    private static final ProbeTask BLOCKER = Probing.echo(ProbeNetwork.FAR, ProbeNetwork.VIP);
    private static final ProbeTask SILENT =
            renamed("silent", Probing.echo(IpAddress.parse("10.10.10.77"), ProbeNetwork.VIP));

    private final Queue<ProbeResult> results = new ConcurrentLinkedQueue<>();
    private ProbeNetwork network;
    private Prober prober;
    private final AtomicInteger standstills = new AtomicInteger();
    private volatile Duration each = Duration.ZERO;

    @BeforeEach
    void start() {
        network = ProbeNetwork.create("still");
        network.nft(
                network.core(),
                "table ip silent { chain c { type filter hook forward priority 0; ip daddr 10.10.10.77 drop; }; }");
        prober = InNetwork.call(network.lb(), () -> Prober.start(List.of("eth0"), List.of(), this::came));
    }

    @AfterEach
    void stop() {
        prober.close();
        network.close();
    }

    @Test
    void anAnswerThatCameMeanwhileCounts() throws Exception {
        TestServer.Conversation slow = client -> {
            TestServer.readHead(client);
            TimeUnit.MILLISECONDS.sleep(150);
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        };
        ProbeTask asked = renamed("slow", Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, 80, GET_OK));
        try (var service = TestServer.tcp(network.far(), ProbeNetwork.VIP.toString(), 80, slow)) {
            ProbeResult result = firstOf(asked, 1, Duration.ofMillis(700));

            assertThat(result.detail()).isEqualTo("200 OK");
            assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
            assertThat(service.connections()).isPositive();
        }
    }

    @Test
    void silenceIsWaitedForLonger() throws Exception {
        ProbeResult result = firstOf(SILENT, 1, Duration.ofMillis(300));

        assertThat(result.reply()).isEqualTo(Reply.NOTHING);
        assertThat(Duration.ofNanos(result.endedNs() - result.sentNs()))
                .isBetween(Duration.ofMillis(600), Duration.ofMillis(900));
    }

    @Test
    void silenceProvesNothingOnceAndCountsTheNextTime() throws Exception {
        ProbeResult first = firstOf(SILENT, 5, Duration.ofMillis(1_500));
        assertThat(first.reply()).isEqualTo(Reply.VOID);
        assertThat(first.detail()).matches("this process was stalled for \\d{4} ms meanwhile");

        List<ProbeResult> both = Eventually.see(() -> of(SILENT), all -> all.size() > 1);

        assertThat(both.get(1).reply()).isEqualTo(Reply.NOTHING);
    }

    /// The first result of a probe while which the prober stands still.
    private ProbeResult firstOf(ProbeTask task, int times, Duration stands) throws InterruptedException {
        each = stands;
        standstills.set(times);
        prober.probe(List.of(task));
        TimeUnit.MILLISECONDS.sleep(50);
        prober.probe(List.of(task, BLOCKER));
        return Eventually.see(() -> of(task), all -> !all.isEmpty()).getFirst();
    }

    private List<ProbeResult> of(ProbeTask task) {
        return results.stream()
                .filter(result -> result.target().equals(task.target()))
                .toList();
    }

    private void came(ProbeResult result) {
        results.add(result);
        if (result.target().equals(BLOCKER.target()) && standstills.getAndDecrement() > 0) {
            pause();
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(each.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ProbeTask renamed(String server, ProbeTask task) {
        return new ProbeTask(
                new ProbeTarget(
                        task.target().layer(),
                        server,
                        task.target().vip(),
                        task.target().port()),
                task.server(),
                task.method(),
                task.vip(),
                task.dscp(),
                true,
                task.protocol(),
                task.port(),
                task.check(),
                task.timing());
    }
}
