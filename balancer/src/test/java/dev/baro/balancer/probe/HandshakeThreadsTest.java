// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More handshakes than this host makes, with a real TLS server: other probes go on in time, and no server pays for it.
@Tag("program")
class HandshakeThreadsTest {
    private static final int CHECKS_PER_SECOND = 300;
    private static final int SECONDS = 5;

    /// A server that gets as little processor time as a busy host leaves it answers within this.
    private static final Duration TIMEOUT = Duration.ofMillis(SECONDS * 1_000 - 100);

    private final Queue<ProbeResult> results = new ConcurrentLinkedQueue<>();

    @Test
    void handshakesDelayNoOtherProbe(@TempDir Path directory) throws Exception {
        Instant now = Instant.now();
        TestAuthority.Issued certificate = new TestAuthority(directory, "Authority")
                .issue("store.example.com", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
        Prober.Pace pace;
        try (ProbeNetwork network = ProbeNetwork.create("threads");
                TlsServer _ =
                        TlsServer.start(network.far(), directory, new TlsServer.Port(443, "TLSv1.3", certificate));
                Prober prober =
                        InNetwork.call(network.lb(), () -> Prober.start(List.of("eth0"), List.of(), results::add))) {
            prober.probe(IntStream.range(0, SECONDS * CHECKS_PER_SECOND)
                    .mapToObj(HandshakeThreadsTest::check)
                    .toList());
            TimeUnit.SECONDS.sleep(6);
            Prober.Pace _ = prober.pace();
            results.clear();
            TimeUnit.SECONDS.sleep(5);
            pace = prober.pace();
        }

        System.out.println(results.size() + " handshakes in 5 s; timers late by "
                + pace.lateP50().toNanos() / 1000 + " us at the median and "
                + pace.lateP99().toNanos() / 1000 + " us at the 99th of 100");
        assertThat(pace.lateP50()).isLessThan(Duration.ofMillis(50));
        assertThat(pace.lateP99()).isLessThan(Duration.ofMillis(500));
        assertThat(results.stream().map(ProbeResult::reply))
                .contains(Reply.EXPECTED)
                .doesNotContain(Reply.UNEXPECTED, Reply.NOTHING, Reply.REFUSED, Reply.UNREACHABLE);
    }

    private static ProbeTask check(int number) {
        return new ProbeTask(
                new ProbeTarget(Layer.L7, "web", "app", "p" + number),
                ProbeNetwork.FAR,
                ForwardingMethod.DSCP,
                ProbeNetwork.VIP,
                new Dscp(10),
                true,
                Protocol.TCP,
                443,
                new ApplicationCheck.Http(true, "GET", "/", "store.example.com", "200", false),
                new ProbeTiming(Duration.ofSeconds(SECONDS), TIMEOUT, 1, 1));
    }
}
