// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.forward.NumberedFlows;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Two balancers with one key, each the program with its own maps; the test carries the sessions from one to the other.
@NeedsRoot
class CopiedSessionTest {
    private static final int FLOWS = 400;
    private static final int FIN_ACK = 0x11;

    private final HashKey key = HashKey.random();
    private final PacketPath here =
            PacketPath.open("sync-a-" + ProcessHandle.current().pid(), 65_536, key);
    private final PacketPath there =
            PacketPath.open("sync-b-" + ProcessHandle.current().pid(), 65_536, key);
    private SessionTap from;
    private SessionTap to;

    @BeforeEach
    void open() {
        from = here.forwarder.tap();
        to = there.forwarder.tap();
        from.listen(true);
    }

    @AfterEach
    void close() {
        from.close();
        to.close();
        here.close();
        there.close();
    }

    @ParameterizedTest
    @CsvSource({"NEXT, 1", "NEXT, 16", "TWO_CHOICES, 1"})
    void everySessionFindsItsServerAtTheOtherBalancer(SlotChoice choice, int spread) {
        apply(PacketPath.inTurn(PacketPath.service(Protocol.TCP, 80, choice, 6), spread));
        List<String> servers = opened();

        List<Told> told = from.take(here.forwarder.directory());
        carry(told);

        assertThat(moved(servers)).isEmpty();
        assertThat(told).allMatch(each -> each.kind() == Told.Kind.LIVES && each.seconds() == 7_500);
        assertThat(told.size()).isLessThanOrEqualTo(FLOWS);
    }

    @Test
    void withoutCopiesSomeDoNot() {
        apply(service(1));

        assertThat(moved(opened())).isNotEmpty();
    }

    @Test
    void withoutPeersNothingIsTold() {
        apply(service(1));
        from.listen(false);
        opened();

        assertThat(from.take(here.forwarder.directory())).isEmpty();
    }

    @Test
    void ofServicesThatAreNotSyncedNothingIsTold() {
        ServicePlan plan = PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6);
        here.apply(plan);
        opened();

        assertThat(from.take(here.forwarder.directory())).isEmpty();
    }

    @Test
    void aWalkFindsTheSameSessions() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        List<String> servers = opened();

        carry(walked(from, here, SessionTap.Wanted.OWN));

        assertThat(moved(servers)).isEmpty();
    }

    @Test
    void aWalkPassesCopiesOnWithTheTimeThatTheyHaveLeft() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        opened();
        carry(from.take(here.forwarder.directory()));
        there.passSeconds(100);

        assertThat(walked(to, there, SessionTap.Wanted.OWN)).isEmpty();
        assertThat(walked(to, there, SessionTap.Wanted.ALL)).hasSize(FLOWS).allMatch(each -> each.seconds() == 7_400);
    }

    @Test
    void copiesAreNotActiveUntilTheirFlowComes() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        opened();
        carry(from.take(here.forwarder.directory()));

        assertThat(there.active()).isZero();
        assertThat(there.sessions(SessionState.COPY)).isEqualTo(FLOWS);

        there.run(NumberedFlows.ack(7));

        assertThat(there.active()).isEqualTo(1);
        assertThat(there.sessions(SessionState.ESTABLISHED)).isEqualTo(1);
    }

    @Test
    void theBalancerThatAFlowGoesToTellsOfItFromThenOn() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        opened();
        carry(from.take(here.forwarder.directory()));
        to.listen(true);

        there.run(NumberedFlows.ack(7));
        there.run(NumberedFlows.from(Frame.tcp(FIN_ACK), 7));

        assertThat(to.take(there.forwarder.directory()))
                .extracting(Told::kind)
                .containsExactly(Told.Kind.LIVES, Told.Kind.ENDS);
    }

    @Test
    void aCopyEndsWithItsSession() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        opened();
        IntStream.range(0, FLOWS).forEach(flow -> here.run(NumberedFlows.from(Frame.tcp(FIN_ACK), flow)));
        carry(from.take(here.forwarder.directory()));

        assertThat(there.sessions(SessionState.COPY)).isEqualTo(FLOWS);
        there.passSeconds(121);
        assertThat(there.sessions(SessionState.COPY)).isZero();
    }

    @Test
    void datagramsOfASecondAndMoreAreTold() {
        apply(PacketPath.inTurn(PacketPath.service(Protocol.UDP, 53, SlotChoice.NEXT, 6), 1));
        here.run(NumberedFlows.datagram(1));
        assertThat(from.take(here.forwarder.directory())).isEmpty();
        here.passSeconds(1);
        String server = here.destinationOf(NumberedFlows.datagram(1));
        List<Told> told = from.take(here.forwarder.directory());
        assertThat(told).hasSize(1).allMatch(each -> each.seconds() == 300);
        carry(told);
        assertThat(there.sessions(SessionState.COPY)).isEqualTo(1);

        assertThat(there.destinationOf(NumberedFlows.datagram(1))).isEqualTo(server);
        assertThat(there.sessions(SessionState.UDP)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = SlotChoice.class,
            names = {"NEXT", "TWO_CHOICES"})
    void aLiveSessionOfAnotherServerStays(SlotChoice choice) {
        apply(PacketPath.inTurn(PacketPath.service(Protocol.TCP, 80, choice, 6), 1));
        int flow = there.openDeviating(0);
        String server = there.destinationOf(NumberedFlows.ack(flow));
        to.listen(true);
        Told held = walked(to, there, SessionTap.Wanted.OWN).getLast();
        int other = held.number() % 6 + 1;
        there.passSeconds(2);

        assertThat(to.enter(held.hash(), other, 7_500)).isEqualTo(Entered.LIVE);
        assertThat(to.enter(held.hash(), held.number(), 7_500)).isEqualTo(Entered.KNOWN);
        there.passSeconds(98);
        assertThat(to.enter(held.hash(), other, 7_399)).isEqualTo(Entered.LIVE);
        assertThat(to.end(held.hash(), other, 120)).isEqualTo(Entered.KNOWN);
        assertThat(there.destinationOf(NumberedFlows.ack(flow))).isEqualTo(server);
    }

    /// A client may come back to another balancer with the port that it had, and be given another server there.
    @Test
    void aSessionThatRestsGivesWayToOneThatIsSeenElsewhere() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        there.run(NumberedFlows.syn(1));
        there.run(NumberedFlows.ack(1));
        Told held = walked(to, there, SessionTap.Wanted.OWN).getFirst();
        there.passSeconds(100);

        assertThat(to.enter(held.hash(), held.number() % 6 + 1, 7_500)).isEqualTo(Entered.ENTERED);
        assertThat(there.active()).isZero();
        assertThat(there.sessions(SessionState.COPY)).isEqualTo(1);
    }

    @Test
    void aSessionThatEndsElsewhereEndsHere() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        there.run(NumberedFlows.syn(1));
        there.run(NumberedFlows.ack(1));
        Told held = walked(to, there, SessionTap.Wanted.OWN).getFirst();
        assertThat(to.end(held.hash(), held.number(), 120)).isEqualTo(Entered.KNOWN);
        there.passSeconds(3);

        assertThat(to.end(held.hash(), held.number(), 120)).isEqualTo(Entered.ENTERED);
        assertThat(there.active()).isZero();
        there.passSeconds(121);
        assertThat(there.sessions(SessionState.COPY)).isZero();
    }

    @Test
    void aHalfOpenSessionGivesWayOnceItRests() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        here.run(NumberedFlows.syn(1));
        here.run(NumberedFlows.ack(1));
        Told told = from.take(here.forwarder.directory()).getFirst();
        String server = here.destinationOf(NumberedFlows.ack(1));
        there.run(NumberedFlows.syn(1));
        boolean same = there.destinationOf(NumberedFlows.syn(1)).equals(server);
        int other = same ? told.number() % 6 + 1 : told.number();

        assertThat(to.enter(told.hash(), other, 7_500)).isEqualTo(Entered.LIVE);
        there.passSeconds(3);
        assertThat(to.enter(told.hash(), other, 7_500)).isEqualTo(Entered.ENTERED);
        assertThat(there.active()).isZero();
        assertThat(there.sessions(SessionState.HALF_OPEN)).isZero();
    }

    @Test
    void ofTwoCopiesTheOneThatLivesLongerStays() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));

        assertThat(to.enter(1L << 40, 1, 1_000)).isEqualTo(Entered.ENTERED);
        assertThat(to.enter(1L << 40, 2, 900)).isEqualTo(Entered.OLDER);
        assertThat(to.enter(1L << 40, 1, 900)).isEqualTo(Entered.KNOWN);
        assertThat(to.enter(1L << 40, 2, 2_000)).isEqualTo(Entered.ENTERED);
    }

    @Test
    void copiesGiveWayToSessionsOfThisBalancer() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        here.run(NumberedFlows.syn(1));
        here.run(NumberedFlows.ack(1));
        long hash = from.take(here.forwarder.directory()).getFirst().hash();
        for (int i = 1; i <= 8; i++) {
            assertThat(to.enter(hash + ((long) i << 32), 1, 7_500)).isEqualTo(Entered.ENTERED);
        }

        assertThat(to.enter(hash + (9L << 32), 1, 7_500)).isEqualTo(Entered.FULL);
        there.run(NumberedFlows.syn(1));

        assertThat(there.sessions(SessionState.HALF_OPEN)).isEqualTo(1);
        assertThat(there.sessions(SessionState.COPY)).isEqualTo(7);
    }

    @Test
    void whatTheRingHasNoRoomForIsCounted() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        for (int flow = 0; flow < 40_000; flow++) {
            here.run(NumberedFlows.syn(flow));
            here.run(NumberedFlows.ack(flow));
        }

        int first = from.take(here.forwarder.directory()).size();
        int told = first;
        for (int more = first; more > 0; told += more) {
            more = from.take(here.forwarder.directory()).size();
        }
        assertThat(first).as("at a time").isLessThan(20_000);
        assertThat(told).isGreaterThan(30_000).isLessThan(40_000);
        assertThat(told + from.untold()).isEqualTo((int) here.sessions(SessionState.ESTABLISHED));
    }

    @Test
    void whatWasToldBeforeAnybodyListenedIsForgotten() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        here.run(NumberedFlows.syn(1));
        here.run(NumberedFlows.ack(1));

        from.discard();

        assertThat(from.take(here.forwarder.directory())).isEmpty();
        assertThat(walked(from, here, SessionTap.Wanted.OWN)).hasSize(1);
    }

    /// Otherwise peers would send the new session to the former one's server, after a loss.
    @Test
    void aCopyEndsWhenItsFlowBeginsAnewWithAnotherServer() {
        apply(service(1));
        for (int flow = 0; flow < FLOWS; flow++) {
            here.run(NumberedFlows.syn(flow));
            here.run(NumberedFlows.ack(flow));
            here.run(NumberedFlows.from(Frame.tcp(FIN_ACK), flow));
        }
        carry(from.take(here.forwarder.directory()));
        here.passSeconds(5);
        there.passSeconds(5);

        List<String> again = opened();
        carry(from.take(here.forwarder.directory()));
        there.passSeconds(1);

        for (int flow = 0; flow < FLOWS; flow++) {
            assertThat(there.destinationOf(NumberedFlows.ack(flow)))
                    .as("flow %d", flow)
                    .isEqualTo(again.get(flow));
        }
    }

    /// The program takes the first entry of a flow that it finds.
    @Test
    void aCopyTakesThePlaceOfAnExpiredEntryOfItsFlow() {
        apply(PacketPath.service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        here.run(NumberedFlows.syn(1));
        String server = here.destinationOf(NumberedFlows.ack(1));
        Told told = from.take(here.forwarder.directory()).getFirst();
        assertThat(to.enter(told.hash(), told.number() % 6 + 1, 10)).isEqualTo(Entered.ENTERED);
        there.passSeconds(12);

        assertThat(to.enter(told.hash(), told.number(), 7_500)).isEqualTo(Entered.ENTERED);

        assertThat(there.destinationOf(NumberedFlows.ack(1))).isEqualTo(server);
    }

    private static ServicePlan service(int spread) {
        return PacketPath.inTurn(PacketPath.service(Protocol.TCP, 80, SlotChoice.NEXT, 6), spread);
    }

    private void apply(ServicePlan plan) {
        here.apply(plan.withSync());
        there.apply(plan.withSync());
    }

    /// Opens flows here.
    ///
    /// @return the server of each
    private List<String> opened() {
        return IntStream.range(0, FLOWS)
                .mapToObj(flow -> {
                    here.run(NumberedFlows.syn(flow));
                    return here.destinationOf(NumberedFlows.ack(flow));
                })
                .toList();
    }

    private List<Integer> moved(List<String> servers) {
        return IntStream.range(0, servers.size())
                .filter(flow -> !there.destinationOf(NumberedFlows.ack(flow)).equals(servers.get(flow)))
                .boxed()
                .toList();
    }

    private void carry(List<Told> all) {
        for (Told told : all) {
            Directory.Name name = here.forwarder
                    .directory()
                    .meaning(told.number())
                    .orElseThrow()
                    .name();
            int number = there.forwarder.directory().number(name);
            Entered _ = told.kind() == Told.Kind.ENDS
                    ? to.end(told.hash(), number, told.seconds())
                    : to.enter(told.hash(), number, told.seconds());
        }
    }

    private static List<Told> walked(SessionTap tap, PacketPath path, SessionTap.Wanted wanted) {
        List<Told> found = new ArrayList<>();
        for (int bucket = 0; bucket < tap.buckets(); bucket += 1_000) {
            tap.walk(bucket, 1_000, wanted, path.forwarder.directory(), found::add);
        }
        return found;
    }
}
