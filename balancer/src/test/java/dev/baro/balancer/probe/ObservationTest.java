// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import dev.baro.dataplane.probe.ProbeFlow;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a refused connection means, whatever language the host says it in.
class ObservationTest {
    private static final IpAddress SERVER = IpAddress.parse("192.0.2.10");
    private static final IpAddress VIP = IpAddress.parse("203.0.113.9");
    private static final IpAddress ROUTER = IpAddress.parse("198.51.100.1");

    /// "Connection refused" in Korean.
    private static final String SAID = "연결이 거부됨";

    @Test
    void anRstOfTheVipIsARefusal() {
        assertThat(Observation.ofRefusal(task(true), new ProbeFlow.Seen(1, 0, 0, Optional.empty(), 0, 0), SAID))
                .isEqualTo(new Observation(Reply.REFUSED, "RST from 203.0.113.9"));
    }

    @Test
    void anRstOfTheServerIsARefusalWhereItWasAsked() {
        assertThat(Observation.ofRefusal(task(false), new ProbeFlow.Seen(0, 1, 0, Optional.empty(), 0, 0), SAID))
                .isEqualTo(new Observation(Reply.REFUSED, "RST from 192.0.2.10"));
    }

    /// The socket gives up by ETIMEDOUT, which Java reports by the same exception.
    @Test
    void noAnswerIsNone() {
        assertThat(Observation.ofRefusal(task(true), new ProbeFlow.Seen(0, 0, 0, Optional.empty(), 0, 0), SAID))
                .isEqualTo(new Observation(Reply.UNREACHABLE, SAID));
    }

    @Test
    void anIcmpErrorIsTold() {
        assertThat(Observation.ofRefusal(task(true), new ProbeFlow.Seen(0, 0, 0, Optional.of(ROUTER), 3, 1), SAID))
                .isEqualTo(new Observation(Reply.UNREACHABLE, "host unreachable from 198.51.100.1"));
    }

    private static ProbeTask task(boolean marked) {
        return new ProbeTask(
                new ProbeTarget(Layer.L4, "web", "store", "http"),
                SERVER,
                ForwardingMethod.DSCP,
                VIP,
                new Dscp(10),
                marked,
                Protocol.TCP,
                80,
                new ApplicationCheck.None(),
                new ProbeTiming(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1));
    }
}
