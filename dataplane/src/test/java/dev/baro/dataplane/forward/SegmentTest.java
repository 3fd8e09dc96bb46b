// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.WireBytes.address;
import static dev.baro.dataplane.forward.WireBytes.join;
import static dev.baro.dataplane.forward.WireBytes.mac;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Way;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who has the VIP? Asked of a balancer on the same segment, in ARP (RFC 826) and neighbour discovery (RFC 4861).
@NeedsRoot
@Tag("program")
class SegmentTest {
    private static final String OWN_MAC = "02:00:00:00:0c:01";
    private static final String ASKING_MAC = "02:00:00:00:0c:02";
    private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";
    private static final String NO_MAC = "00:00:00:00:00:00";
    private static final String ASKING4 = "192.0.2.254";
    private static final String ASKING6 = "2001:db8:a::fe";
    private static final String SOLICITED_NODE = "ff02::1:ff00:10";
    private static final String SOLICITED_NODE_MAC = "33:33:ff:00:00:10";
    private static final byte[] ARP = {8, 6, 0, 1, 8, 0, 6, 4, 0};
    private static final byte REQUEST = 1;
    private static final byte REPLY = 2;
    private static final byte[] SOURCE_LINK_LAYER = {1, 1};
    private static final byte[] TARGET_LINK_LAYER = {2, 1};
    private static final int SOLICITED_AND_OVERRIDE = 0x6000_0000;

    private TestedProgram program;

    @BeforeEach
    void open() {
        program = TestedProgram.open(Setups.WHOLE);
        program.attach(OWN_MAC);
        program.putOnLocalSegment(Setups.VIP4, Setups.VIP6, Setups.EMPTY_VIP4, Setups.EMPTY_VIP6);
    }

    @AfterEach
    void close() {
        program.close();
    }

    @Test
    void arpRequestForAVipIsAnswered() {
        byte[] answer = join(mac(ASKING_MAC), mac(OWN_MAC), arp(REPLY, OWN_MAC, Setups.VIP4, ASKING_MAC, ASKING4));

        assertAnswered(request(Setups.VIP4), answer);
    }

    @Test
    void paddingOfAnArpRequestStays() {
        byte[] padding = new byte[18];
        Arrays.fill(padding, (byte) 0x5a);
        byte[] answer =
                join(mac(ASKING_MAC), mac(OWN_MAC), arp(REPLY, OWN_MAC, Setups.VIP4, ASKING_MAC, ASKING4), padding);

        assertAnswered(join(request(Setups.VIP4), padding), answer);
    }

    @Test
    void solicitationForAVipIsAnswered() {
        assertAnswered(solicitation(Setups.VIP6).bytes(), advertisement().bytes());
    }

    /// As neighbour unreachability detection does (RFC 4861 section 7.3.3).
    @Test
    void solicitationToTheVipItselfIsAnswered() {
        assertAnswered(
                solicitation(Setups.VIP6).to(Setups.VIP6).bytes(),
                advertisement().bytes());
    }

    @Test
    void taggedSolicitationIsAnsweredWithItsTag() {
        assertAnswered(
                solicitation(Setups.VIP6).tags(Packet.CUSTOMER_TAG).bytes(),
                advertisement().tags(Packet.CUSTOMER_TAG).bytes());
    }

    @Test
    void nothingIsAnsweredForARoutedVip() {
        program.putOnLocalSegment();

        assertPassed(request(Setups.VIP4));
        assertPassed(solicitation(Setups.VIP6).bytes());
    }

    @Test
    void nothingIsAnsweredForAVipThatNobodyServes() {
        assertPassed(request(Setups.EMPTY_VIP4));
        assertPassed(solicitation(Setups.EMPTY_VIP6).bytes());
    }

    @Test
    void nothingIsAnsweredForAnotherAddress() {
        assertPassed(request("192.0.2.11"));
        assertPassed(solicitation("2001:db8:a::11").bytes());
    }

    @Test
    void nothingIsAnsweredWhereTheOwnAddressIsNotKnown() {
        program.attach(NO_MAC);

        assertPassed(request(Setups.VIP4));
        assertPassed(solicitation(Setups.VIP6).bytes());
    }

    @Test
    void arpReplyIsNotAnswered() {
        assertPassed(fromAsking(arp(REPLY, ASKING_MAC, ASKING4, OWN_MAC, Setups.VIP4)));
    }

    @Test
    void gratuitousArpIsNotAnswered() {
        assertPassed(fromAsking(arp(REPLY, ASKING_MAC, Setups.VIP4, BROADCAST, Setups.VIP4)));
        assertPassed(fromAsking(arp(REQUEST, ASKING_MAC, Setups.VIP4, NO_MAC, Setups.VIP4)));
    }

    @Test
    void arpForAnotherHardwareOrCutShortIsNotAnswered() {
        byte[] longAddresses = request(Setups.VIP4);
        longAddresses[18] = 8;

        assertPassed(longAddresses);
        assertPassed(Arrays.copyOf(request(Setups.VIP4), 41));
    }

    /// As hosts do before they take an address (RFC 4862 section 5.4.2).
    @Test
    void duplicateAddressDetectionIsNotAnswered() {
        assertPassed(solicitation(Setups.VIP6)
                .from("::")
                .payload(address(Setups.VIP6))
                .bytes());
    }

    /// It would come from another network (RFC 4861 section 7.1.1).
    @Test
    void solicitationThatWasRoutedIsNotAnswered() {
        assertPassed(solicitation(Setups.VIP6).ttl(254).bytes());
    }

    @Test
    void solicitationToARoutedVipItselfIsAnotherProtocol() {
        program.putOnLocalSegment();

        BpfProgram.TestRun run = program.run(solicitation(Setups.VIP6)
                .to(Setups.VIP6)
                .macs(OWN_MAC, ASKING_MAC)
                .bytes());

        assertThat(run.result()).isEqualTo(Action.DROP.ordinal());
        assertThat(program.count(Way.OTHER_PROTOCOL)).isEqualTo(1);
    }

    private void assertAnswered(byte[] question, byte[] answer) {
        BpfProgram.TestRun run = program.run(question);

        assertThat(run.result()).isEqualTo(Action.TX.ordinal());
        assertThat(Octets.of(run.packet())).isEqualTo(Octets.of(answer));
        assertThat(program.count(Way.ANSWERED)).isEqualTo(1);
    }

    private void assertPassed(byte[] frame) {
        long before = program.count(Way.NOT_A_VIP);

        BpfProgram.TestRun run = program.run(frame);

        assertThat(run.result()).isEqualTo(Action.PASS.ordinal());
        assertThat(Octets.of(run.packet())).isEqualTo(Octets.of(frame));
        assertThat(program.count(Way.NOT_A_VIP)).isEqualTo(before + 1);
    }

    private static byte[] request(String target) {
        return fromAsking(arp(REQUEST, ASKING_MAC, ASKING4, NO_MAC, target));
    }

    private static byte[] fromAsking(byte[] arp) {
        return join(mac(BROADCAST), mac(ASKING_MAC), arp);
    }

    private static byte[] arp(byte operation, String senderMac, String sender, String targetMac, String target) {
        return join(ARP, new byte[] {operation}, mac(senderMac), address(sender), mac(targetMac), address(target));
    }

    private static Packet solicitation(String target) {
        return Packet.icmp(135, 0, 0)
                .macs(SOLICITED_NODE_MAC, ASKING_MAC)
                .from(ASKING6)
                .to(SOLICITED_NODE)
                .ttl(255)
                .payload(join(address(target), SOURCE_LINK_LAYER, mac(ASKING_MAC)));
    }

    private static Packet advertisement() {
        return Packet.icmp(136, 0, SOLICITED_AND_OVERRIDE)
                .macs(ASKING_MAC, OWN_MAC)
                .from(Setups.VIP6)
                .to(ASKING6)
                .ttl(255)
                .payload(join(address(Setups.VIP6), TARGET_LINK_LAYER, mac(OWN_MAC)));
    }
}
