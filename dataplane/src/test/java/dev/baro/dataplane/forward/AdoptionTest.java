// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.PacketPath.service;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.StructFormat;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a forwarder takes over from one that was killed, and what it does not believe.
@NeedsRoot
@Tag("faults")
class AdoptionTest {
    private static final ServicePlan SERVED = service(Protocol.TCP, 80, SlotChoice.NEXT, 1);

    private PacketPath path;

    private byte[] asByAFreshStart = {};

    @BeforeEach
    void open() {
        try (PacketPath fresh =
                PacketPath.open("test-fresh-" + ProcessHandle.current().pid())) {
            fresh.apply(SERVED);
            asByAFreshStart = fresh.run(Frame.tcp(80)).packet();
        }
        path = PacketPath.open();
    }

    @AfterEach
    void close() {
        path.close();
    }

    /// Killed between the first entry of an apply and its switch: the virtual service that the entry belongs to never
    /// came to be, and the next one gets its id.
    @Test
    void anEntryOfAServiceThatNeverCameToBeIsGivenUp() {
        PlannedServer server = SERVED.servers().getFirst();
        path.enter(1, IpAddress.parse("203.0.113.200"), SERVED.dscp(), server);
        path.leave();

        path = PacketPath.open();
        path.apply(SERVED);

        assertThat(path.forwarder.reconcile())
                .extracting(Repair::what)
                .containsExactly("1 entries of real servers belonged to no virtual service");
        assertThat(path.run(Frame.tcp(80)).packet()).isEqualTo(asByAFreshStart);
    }

    /// An entry of a virtual service in force whose contents are of another VIP.
    @Test
    void anEntryWithTheChecksumOfAnotherVipIsCorrected() {
        path.apply(SERVED);
        path.realServer(1).set(JAVA_INT, StructFormat.offset(Layout.REAL_SERVER, "l4_delta"), 0x1234);
        path.leave();

        path = PacketPath.open();
        path.apply(SERVED);

        assertThat(path.forwarder.reconcile()).extracting(Repair::kind).containsExactly(Repair.Kind.REAL_SERVER);
        assertThat(path.run(Frame.tcp(80)).packet()).isEqualTo(asByAFreshStart);
    }

    /// The next program is in force before its daemon has read a configuration.
    @Test
    void theNextProgramGoesByTheTimeoutsOfBefore() {
        path.apply(SERVED);
        path.limit(
                new SessionSettings(65_536, 0, new SessionTimeouts(seconds(7), seconds(8), seconds(9), seconds(10))));
        int[] before = path.timeouts();
        path.leave();

        path = PacketPath.open();

        assertThat(path.timeouts()).containsExactly(before).contains(7, 8, 9, 10);
    }

    @Test
    void whatWasCountedForAVipStaysOverARestartAndGoesWithTheVip() {
        String vip = "203.0.113.101";
        ServicePlan other = withVip(vip);
        path.apply(SERVED, other);
        path.run(Frame.tcp(Frame.SYN).to(PacketPath.VIP, 8080));
        path.run(Frame.tcp(Frame.SYN).to(vip, 8080));
        path.run(Frame.tcp(Frame.SYN).to(vip, 80));
        path.leave();

        path = PacketPath.open();
        path.apply(SERVED, other);

        Map<PacketOutcome, Long> once = Map.of(PacketOutcome.PORT_NOT_SERVED, 1L);
        assertThat(path.counts(PacketPath.VIP)).isEqualTo(once);
        assertThat(path.counts(vip)).isEqualTo(once);
        path.apply(SERVED);
        path.apply(SERVED, other);
        assertThat(path.counts(PacketPath.VIP)).isEqualTo(once);
        assertThat(path.counts(vip)).isEmpty();
    }

    private static ServicePlan withVip(String vip) {
        return new ServicePlan(
                new VirtualService(IpAddress.parse(vip), Protocol.TCP, 80),
                SERVED.dscp(),
                SERVED.choice(),
                SERVED.servers(),
                SERVED.ring());
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
