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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a refused connection means, whatever language the host says it in.
class ObservationTest {
    private static final IpAddress SERVER = IpAddress.parse("192.0.2.10");
    private static final IpAddress VIP = IpAddress.parse("203.0.113.9");
    private static final IpAddress ROUTER = IpAddress.parse("198.51.100.1");

    /// "Connection refused" in Korean.
    private static final String SAID = "연결이 거부됨";

    @Test
    void anRstOfTheVipIsARefusal() {
        assertThat(Observation.ofFailure(task(true), new ProbeFlow.Seen(1, 0, 0, Optional.empty(), 0, 0), true, SAID))
                .isEqualTo(new Observation(Reply.REFUSED, "RST from 203.0.113.9"));
    }

    @Test
    void anRstOfTheServerIsARefusalWhereItWasAsked() {
        assertThat(Observation.ofFailure(task(false), new ProbeFlow.Seen(0, 1, 0, Optional.empty(), 0, 0), true, SAID))
                .isEqualTo(new Observation(Reply.REFUSED, "RST from 192.0.2.10"));
    }

    /// The socket gives up by ETIMEDOUT, which Java reports by the same exception.
    @Test
    void noAnswerIsNone() {
        assertThat(Observation.ofFailure(task(true), new ProbeFlow.Seen(0, 0, 0, Optional.empty(), 0, 0), true, SAID))
                .isEqualTo(new Observation(Reply.UNREACHABLE, SAID));
    }

    @Test
    void anIcmpErrorIsTold() {
        assertThat(Observation.ofFailure(
                        task(true), new ProbeFlow.Seen(0, 0, 0, Optional.of(ROUTER), 3, 1), false, SAID))
                .isEqualTo(new Observation(Reply.UNREACHABLE, "host unreachable from 198.51.100.1"));
    }

    /// The kernel does not call it refused: the connection was there.
    @Test
    void anRstBehindASynAckIsAConnectionThatWasAcceptedAndClosed() {
        assertThat(Observation.ofFailure(task(true), new ProbeFlow.Seen(2, 0, 0, Optional.empty(), 0, 0), false, SAID))
                .isEqualTo(new Observation(Reply.CLOSED, "SYN+ACK, then RST from 203.0.113.9"));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 13})
    void aFirewallIsNamedWithItsAddress(int code) {
        assertThat(error(task(true), ROUTER, code))
                .contains(new Observation(Reply.PROHIBITED, "administratively prohibited from 198.51.100.1"));
    }

    /// It rejects before the mark is looked at, or behind it: no word about the mark.
    @Test
    void aFirewallOfTheServerItselfSaysNothingOfTheMark() {
        assertThat(error(task(true), SERVER, 13))
                .contains(new Observation(Reply.PROHIBITED, "administratively prohibited from 192.0.2.10"));
        assertThat(error(task(true), VIP, 13))
                .contains(new Observation(Reply.PROHIBITED, "administratively prohibited from 203.0.113.9"));
    }

    /// A host answers a SYN to a closed port with RST.
    @Test
    void portUnreachableToASynIsAFirewalls() {
        assertThat(error(task(true), VIP, 3))
                .contains(new Observation(Reply.PROHIBITED, "port unreachable from 203.0.113.9"));
    }

    private static Optional<Observation> error(ProbeTask task, IpAddress source, int code) {
        int fromVip = source.equals(VIP) ? 1 : 0;
        int fromServer = source.equals(SERVER) ? 1 : 0;
        return Observation.evidence(task, new ProbeFlow.Seen(fromVip, fromServer, 0, Optional.of(source), 3, code));
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
