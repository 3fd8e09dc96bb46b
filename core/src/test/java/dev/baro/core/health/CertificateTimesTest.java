// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateTimesTest {
    private static final CertificateTimes SHOWN =
            new CertificateTimes(Instant.parse("2026-12-22T09:00:00Z"), Instant.parse("2026-12-22T09:00:00Z"));

    private final WatchedTarget target = new WatchedTarget(task(false), TargetHealth.unknown(0), false);

    @Test
    void aFailedHandshakeTakesNothingBack() {
        boolean _ = target.take(new ProbeResult(target.task().target(), Reply.EXPECTED, "200 OK", 0, 1, SHOWN));
        boolean _ = target.take(new ProbeResult(target.task().target(), Reply.UNEXPECTED, "TLS: it ended", 2, 3));

        assertThat(target.certificate()).isEqualTo(SHOWN);
    }

    @Test
    void anotherCheckForgetsIt() {
        boolean _ = target.take(new ProbeResult(target.task().target(), Reply.EXPECTED, "200 OK", 0, 1, SHOWN));

        target.retask(task(false));
        assertThat(target.certificate()).isEqualTo(SHOWN);
        target.retask(task(true));
        assertThat(target.certificate().isNone()).isTrue();
    }

    private static ProbeTask task(boolean verify) {
        return new ProbeTask(
                new ProbeTarget(Layer.L7, "web", "app", "https"),
                IpAddress.parse("10.10.10.1"),
                ForwardingMethod.DSCP,
                IpAddress.parse("192.0.2.10"),
                new Dscp(10),
                true,
                Protocol.TCP,
                443,
                new ApplicationCheck.Http(true, "GET", "/", "a.example", "200", verify),
                new ProbeTiming(Duration.ofSeconds(1), Duration.ofMillis(400), 3, 2));
    }
}
