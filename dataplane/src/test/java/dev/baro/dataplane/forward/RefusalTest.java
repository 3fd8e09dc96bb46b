// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VipOptions.Refusals;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.conformance.ForwardingPath;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Way;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// When clients are told that they cannot be served, and how often.
@NeedsRoot
@Tag("program")
class RefusalTest {
    private static final int ANSWERS_OF_A_CLIENT = 1_000;
    private static final int ANSWERS_OF_A_CPU = 100_000;

    @ParameterizedTest
    @CsvSource({"IPV4_DSCP, TCP", "IPV4_DSCP, UDP", "IPV6_DSCP, TCP", "IPV6_DSCP, UDP"})
    void areAThousandForAClientInASecond(ForwardingPath path, Protocol protocol) {
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE)) {
            byte[] frame = unserved(path, protocol, "7");

            assertThat(answered(program, frame, 3 * ANSWERS_OF_A_CLIENT)).isEqualTo(ANSWERS_OF_A_CLIENT);
            assertThat(program.count(Way.UNSERVED_REFUSED)).isEqualTo(ANSWERS_OF_A_CLIENT);
            assertThat(program.count(Way.PORT_NOT_SERVED)).isEqualTo(2 * ANSWERS_OF_A_CLIENT);
            program.passSeconds(1);
            assertThat(answered(program, frame, 1)).isEqualTo(1);
        }
    }

    /// A flood of small packets must not end path MTU discovery.
    @ParameterizedTest
    @CsvSource({"IPV4_DSCP, TCP", "IPV4_DSCP, UDP", "IPV6_DSCP, TCP", "IPV6_DSCP, UDP"})
    void ofACpuTakeNothingFromErrorsAboutTooBigPackets(ForwardingPath path, Protocol protocol) {
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE)) {
            byte[] refused = unserved(path, protocol, "7");
            byte[] tooBig = path.leavingWith(path.ofSmall(Packet.tcp()), Setups.SMALL_MTU + 1)
                    .bytes();
            program.haveRefused(ANSWERS_OF_A_CPU - 1);

            assertThat(answered(program, refused, 2)).isEqualTo(1);
            assertThat(answered(program, tooBig, 2)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(SlotChoice.class)
    void endWhenAServerTakesNewSessionsAgain(SlotChoice choice) {
        try (PacketPath path = PacketPath.open()) {
            ServicePlan served = PacketPath.service(Protocol.TCP, 80, choice, 2);
            ServicePlan empty = PacketPath.service(Protocol.TCP, 80, choice, 2, new Ring());
            apply(path, new Refusals(Refusal.DROP, Refusal.RESET), served);
            assertThat(path.destinationOf(Frame.tcp(Frame.SYN))).startsWith("198.51.100.");

            apply(path, new Refusals(Refusal.DROP, Refusal.RESET), empty);
            assertThat(path.run(syn(1)).result()).isEqualTo(PacketPath.TX);
            assertThat(path.count(PacketOutcome.NO_SERVER_REFUSED)).isEqualTo(1);
            assertThat(path.run(Frame.tcp(Frame.SYN).to(PacketPath.VIP, 8080)).result())
                    .isEqualTo(PacketPath.DROP);

            apply(path, new Refusals(Refusal.DROP, Refusal.DROP), empty);
            assertThat(path.run(syn(2)).result()).isEqualTo(PacketPath.DROP);

            apply(path, new Refusals(Refusal.DROP, Refusal.RESET), served);
            assertThat(path.destinationOf(syn(3))).startsWith("198.51.100.");
            assertThat(path.count(PacketOutcome.NO_SERVER_REFUSED)).isEqualTo(1);
        }
    }

    /// Where all servers drain, none takes new sessions, and each keeps those that it has.
    @ParameterizedTest
    @EnumSource(SlotChoice.class)
    void leaveSessionsOfDrainedServersAlone(SlotChoice choice) {
        try (PacketPath path = PacketPath.open()) {
            apply(path, new Refusals(Refusal.RESET, Refusal.RESET), PacketPath.service(Protocol.TCP, 80, choice, 3));
            String server = path.destinationOf(Frame.tcp(Frame.SYN));
            path.run(Frame.tcp(Frame.ACK));

            apply(
                    path,
                    new Refusals(Refusal.RESET, Refusal.RESET),
                    PacketPath.service(Protocol.TCP, 80, choice, 3, new Ring()));

            assertThat(path.destinationOf(Frame.tcp(Frame.ACK))).isEqualTo(server);
            assertThat(path.run(syn(1)).result()).isEqualTo(PacketPath.TX);
            assertThat(path.count(PacketOutcome.NO_SERVER_REFUSED)).isEqualTo(1);
        }
    }

    /// It is another protocol's port that is not served.
    @Test
    void tellOfTheProtocolThatIsNotServed() {
        try (PacketPath path = PacketPath.open()) {
            apply(
                    path,
                    new Refusals(Refusal.RESET, Refusal.DROP),
                    PacketPath.service(Protocol.TCP, 53, SlotChoice.NEXT, 1));

            byte[] answer = path.run(Frame.udp(8)).packet();

            assertThat(answer[14 + 9]).isEqualTo((byte) 1);
            assertThat(answer[14 + 20]).isEqualTo((byte) 3);
            assertThat(path.count(PacketOutcome.UNSERVED_REFUSED)).isEqualTo(1);
        }
    }

    private static Frame syn(int client) {
        return Frame.tcp(Frame.SYN).from("203.0.113.8", 50_000 + client);
    }

    private static void apply(PacketPath path, Refusals refusals, ServicePlan service) {
        path.forwarder.apply(new Plan(
                List.of(service), Set.of(), Map.of(service.service().vip(), refusals), SessionSettings.DEFAULTS));
        path.nextHops(PacketPath.INGRESS);
    }

    private static byte[] unserved(ForwardingPath path, Protocol protocol, String host) {
        Packet packet = protocol == Protocol.TCP ? Packet.tcp() : Packet.udp();
        return path.of(packet)
                .from(path.isV4() ? "203.0.113." + host : "2001:db8:c::" + host)
                .to(path.isV4() ? Setups.REFUSING_VIP4 : Setups.REFUSING_VIP6)
                .ports(40_000, 8080)
                .bytes();
    }

    private static int answered(TestedProgram program, byte[] frame, int frames) {
        int answered = 0;
        for (int i = 0; i < frames; i++) {
            answered += Action.values()[program.run(frame).result()] == Action.TX ? 1 : 0;
        }
        return answered;
    }
}
