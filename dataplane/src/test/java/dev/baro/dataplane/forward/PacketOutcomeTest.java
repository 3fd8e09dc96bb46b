// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.PacketPath.DROP;
import static dev.baro.dataplane.forward.PacketPath.PASS;
import static dev.baro.dataplane.forward.PacketPath.TX;
import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NeedsRoot
@Tag("program")
class PacketOutcomeTest {
    private PacketPath path;

    @BeforeEach
    void open() {
        path = PacketPath.open();
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 2));
    }

    @AfterEach
    void close() {
        try {
            everyPacketIsCountedForItsVip();
        } finally {
            path.close();
        }
    }

    private void everyPacketIsCountedForItsVip() {
        for (PacketOutcome outcome : PacketOutcome.values()) {
            boolean elsewhere = outcome == PacketOutcome.NOT_A_VIP || outcome.fate() == PacketOutcome.Fate.FORWARDED;
            assertThat(path.counts(PacketPath.VIP).getOrDefault(outcome, 0L))
                    .as(outcome.word())
                    .isEqualTo(elsewhere ? 0 : path.count(outcome));
        }
    }

    @Test
    void whatIsNotForAVipPassesUntouched() {
        byte[] frame = Frame.tcp(Frame.SYN).to("192.0.2.11", 80).bytes();

        assertPassedUntouched(frame, PacketOutcome.NOT_A_VIP);
    }

    @Test
    void otherEtherTypesPassUntouched() {
        byte[] arp = Frame.tcp(Frame.SYN).bytes();
        arp[12] = 0x08;
        arp[13] = 0x06;

        assertPassedUntouched(arp, PacketOutcome.NOT_A_VIP);
    }

    @Test
    void portsThatAreNotServedAreDroppedByName() {
        assertDropped(Frame.tcp(Frame.SYN).to(PacketPath.VIP, 8080), PacketOutcome.PORT_NOT_SERVED);
        assertDropped(Frame.udp(4).to(PacketPath.VIP, 80), PacketOutcome.PORT_NOT_SERVED);
    }

    @Test
    void probesOfOurOwnThatComeBackAreDroppedByName() {
        path.own("198.18.0.11", "198.18.7.1", "2001:db8:7::1");

        assertDropped(Frame.tcp(Frame.SYN).from("198.18.7.1", 40_000), PacketOutcome.LOOPED);
        assertDropped(Frame.tcp(Frame.SYN).from("198.18.0.11", 40_000), PacketOutcome.LOOPED);
        assertDropped(Frame.udp(8).protocol(1).from("198.18.0.11", 0x0800), PacketOutcome.LOOPED);
        assertDropped(
                Frame.tcp(Frame.SYN)
                        .options((byte) 1, (byte) 1, (byte) 1, (byte) 0)
                        .from("198.18.0.11", 1),
                PacketOutcome.LOOPED);
    }

    @Test
    void otherProtocolsForAVipAreDroppedByName() {
        assertDropped(Frame.udp(8).protocol(47), PacketOutcome.OTHER_PROTOCOL);
    }

    @Test
    void laterFragmentsWithoutAFirstAreDroppedByName() {
        assertDropped(Frame.tcp(Frame.ACK).fragment(0x0010), PacketOutcome.FRAGMENT_UNKNOWN);
    }

    @Test
    void firstFragmentsOfIcmpAreMalformedWithoutTheirHeader() {
        byte[] whole = Frame.udp(0).protocol(1).fragment(0x2000).bytes();
        byte[] short4 = whole.clone();
        short4[17] = 24;

        path.run(whole);
        path.run(short4);

        assertThat(path.count(PacketOutcome.OTHER_PROTOCOL)).isEqualTo(1);
        assertThat(path.count(PacketOutcome.MALFORMED)).isEqualTo(1);
    }

    @Test
    void serviceWithoutATakerDropsByName() {
        path.apply();
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 2, new Ring()));

        assertDropped(Frame.tcp(Frame.SYN), PacketOutcome.NO_SERVER);
        assertDropped(Frame.tcp(Frame.ACK), PacketOutcome.NO_SERVER);
    }

    @Test
    void anEmptyPlanTakesTheVipAway() {
        path.apply();

        assertPassedUntouched(Frame.tcp(Frame.SYN).bytes(), PacketOutcome.NOT_A_VIP);
    }

    @Test
    void noTruncationIsForwarded() {
        byte[] whole = Frame.tcp(Frame.SYN).payload(new byte[20]).bytes();
        for (int length = 14; length < whole.length; length++) {
            BpfProgram.TestRun run = path.run(Arrays.copyOf(whole, length));

            assertThat(run.result()).as("length %d", length).isIn(PASS, DROP);
        }
        assertThat(path.run(whole).result()).isEqualTo(TX);
    }

    @Test
    void damagedHeadersNeverAbort() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] frame = Frame.tcp(Frame.SYN).payload(new byte[8]).bytes();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                frame[12 + random.nextInt(frame.length - 12)] ^= (byte) (1 << random.nextInt(8));
            }

            assertThat(path.run(frame).result())
                    .as("-Dbaro.seed=%d, frame %d", seed, i)
                    .isIn(PASS, DROP, TX);
        }
    }

    private void assertPassedUntouched(byte[] frame, PacketOutcome outcome) {
        long before = path.count(outcome);

        BpfProgram.TestRun run = path.run(frame);

        assertThat(run.result()).isEqualTo(PASS);
        assertThat(run.packet()).isEqualTo(frame);
        assertThat(path.count(outcome)).isEqualTo(before + 1);
    }

    private void assertDropped(Frame frame, PacketOutcome outcome) {
        long before = path.count(outcome);

        assertThat(path.run(frame).result()).isEqualTo(DROP);
        assertThat(path.count(outcome)).isEqualTo(before + 1);
    }
}
