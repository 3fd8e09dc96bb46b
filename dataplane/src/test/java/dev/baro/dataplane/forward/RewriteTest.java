// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.PacketPath.HOP_MAC;
import static dev.baro.dataplane.forward.PacketPath.OWN_MAC;
import static dev.baro.dataplane.forward.PacketPath.REDIRECT;
import static dev.baro.dataplane.forward.PacketPath.TX;
import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What leaves, byte for byte: the conformance rows of IPv4, TCP and UDP with method dscp.
@NeedsRoot
@Tag("program")
class RewriteTest {
    private static final int DSCP_10 = 10 << 2;

    private PacketPath path;

    @BeforeEach
    void open() {
        path = PacketPath.open();
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 1), service(Protocol.UDP, 53, SlotChoice.NEXT, 1));
    }

    @AfterEach
    void close() {
        path.close();
    }

    @Test
    void tcpGoesToTheRealServerWithTheMarkAndValidChecksums() {
        BpfProgram.TestRun run = path.run(Frame.tcp(Frame.SYN));

        assertThat(run.result()).isEqualTo(TX);
        assertThat(run.packet())
                .isEqualTo(rewritten(Frame.tcp(Frame.SYN), 80).tos(DSCP_10).bytes());
        assertThat(path.count(PacketOutcome.FORWARDED)).isEqualTo(1);
    }

    @Test
    void udpGoesToTheRealServerWithTheMarkAndValidChecksums() {
        BpfProgram.TestRun run = path.run(Frame.udp(33));

        assertThat(run.result()).isEqualTo(TX);
        assertThat(run.packet())
                .isEqualTo(rewritten(Frame.udp(33), 53).tos(DSCP_10).bytes());
    }

    @Test
    void everyTosOctetOfTheClientKeepsItsEcnBitsOnly() {
        for (int tos = 0; tos < 256; tos++) {
            byte[] packet = path.run(Frame.tcp(Frame.ACK).tos(tos)).packet();

            assertThat(packet)
                    .as("tos %d", tos)
                    .isEqualTo(rewritten(Frame.tcp(Frame.ACK), 80)
                            .tos(DSCP_10 | tos & 3)
                            .bytes());
        }
    }

    @Test
    void everyTtlAboveOneIsLowered() {
        for (int ttl = 2; ttl < 256; ttl++) {
            byte[] packet = path.run(Frame.tcp(Frame.ACK).ttl(ttl)).packet();

            assertThat(packet)
                    .as("ttl %d", ttl)
                    .isEqualTo(rewritten(Frame.tcp(Frame.ACK), 80)
                            .tos(DSCP_10)
                            .ttl(ttl - 1)
                            .bytes());
        }
    }

    @Test
    void ttlOfOneIsAnsweredInTheNameOfTheVipWhereTheBalancerHasNoAddress() {
        byte[] frame = Frame.tcp(Frame.SYN).ttl(1).bytes();

        BpfProgram.TestRun run = path.run(frame);

        byte[] answer = run.packet();
        assertThat(run.result()).isEqualTo(TX);
        assertThat(Arrays.copyOfRange(answer, 26, 34))
                .isEqualTo(new byte[] {(byte) 192, 0, 2, 10, (byte) 203, 0, 113, 7});
        assertThat(answer[34]).as("time exceeded").isEqualTo((byte) 11);
        assertThat(Arrays.copyOfRange(answer, 42, answer.length))
                .isEqualTo(Arrays.copyOfRange(frame, 14, frame.length));
        assertThat(path.count(PacketOutcome.TTL_EXPIRED)).isEqualTo(1);
    }

    @Test
    void udpWithoutChecksumStaysWithout() {
        byte[] packet = path.run(Frame.udp(5).withoutUdpChecksum()).packet();

        assertThat(packet)
                .isEqualTo(rewritten(Frame.udp(5).withoutUdpChecksum(), 53)
                        .tos(DSCP_10)
                        .bytes());
    }

    /// One of 65,536 payloads makes the sum for the real server's address 0xffff, whose complement is 0.
    @Test
    void computedUdpChecksumOfZeroIsSentAsAllOnes() {
        int hits = 0;
        for (int i = 0; i < 65_536; i++) {
            Frame frame = Frame.udp(2).payload((byte) (i >> 8), (byte) i);
            byte[] expected = rewritten(Frame.udp(2).payload((byte) (i >> 8), (byte) i), 53)
                    .tos(DSCP_10)
                    .bytes();
            if (expected[40] == -1 && expected[41] == -1) {
                assertThat(path.run(frame).packet()).isEqualTo(expected);
                hits++;
            }
        }
        assertThat(hits).isEqualTo(1);
    }

    @Test
    void damagedChecksumsStayDamagedByTheSame() {
        byte[] damaged = Frame.tcp(Frame.ACK).payload((byte) 1, (byte) 2).bytes();
        damaged[damaged.length - 1] ^= 0x40;
        byte[] expected = rewritten(Frame.tcp(Frame.ACK).payload((byte) 1, (byte) 2), 80)
                .tos(DSCP_10)
                .bytes();
        expected[expected.length - 1] ^= 0x40;

        assertThat(path.run(damaged).packet()).isEqualTo(expected);
    }

    @Test
    void ipOptionsAreForwarded() {
        byte[] noOperations = {1, 1, 1, 1, 1, 1, 1, 0};

        byte[] packet = path.run(Frame.tcp(Frame.SYN).options(noOperations)).packet();

        assertThat(packet)
                .isEqualTo(rewritten(Frame.tcp(Frame.SYN).options(noOperations), 80)
                        .tos(DSCP_10)
                        .bytes());
    }

    @Test
    void nextHopOnAnotherInterfaceIsARedirect() {
        path.nextHops(PacketPath.INGRESS + 1);

        BpfProgram.TestRun run = path.run(Frame.tcp(Frame.SYN));

        assertThat(run.result()).isEqualTo(REDIRECT);
        assertThat(path.count(PacketOutcome.REDIRECTED)).isEqualTo(1);
    }

    /// As [Frame] would have built it for the first real server, one hop on.
    private static Frame rewritten(Frame frame, int port) {
        return frame.to("198.51.100.1", port).ttl(63).macs(HOP_MAC, OWN_MAC);
    }
}
