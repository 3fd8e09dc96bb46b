// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.decap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.forward.TunnelFrame;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The program of the real server on single frames: what comes off, what is left alone, byte for byte.
@NeedsRoot
@Tag("program")
class DecapTest {
    private static final int DROP = 1;
    private static final int PASS = 2;
    private static final String OWN = "192.0.2.10";
    private static final String OWN6 = "2001:db8:2::10";
    private static final String VIP = "203.0.113.10";
    private static final String VIP6 = "2001:db8:ffff::10";

    private final String instance = "test-decap-" + ProcessHandle.current().pid();
    private BpfObject object;
    private DecapMaps maps;

    @BeforeEach
    void load() {
        object = DecapMaps.load(BpfFs.makeDirectory(instance));
        maps = DecapMaps.of(object);
        maps.put(addresses(OWN, OWN6), addresses(VIP, VIP6));
    }

    @AfterEach
    void remove() {
        if (object != null) {
            object.close();
        }
        BpfFs.remove(instance);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.10,     203.0.113.10",
        "192.0.2.10,     2001:db8:ffff::10",
        "2001:db8:2::10, 203.0.113.10",
        "2001:db8:2::10, 2001:db8:ffff::10"
    })
    void takesTheOuterHeaderOff(String own, String vip) {
        TunnelFrame frame = TunnelFrame.to(own, vip);

        assertStripped(frame);
        assertThat(count(vip)).isEqualTo(new Decapsulator.Counters(1, frame.innerBytes(), 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.10, 2001:db8:ffff::10", "2001:db8:2::10, 203.0.113.10"})
    void keepsOneAndTwoVlanTags(String own, String vip) {
        assertStripped(TunnelFrame.to(own, vip).tags(0x8100_e00a));
        assertStripped(TunnelFrame.to(own, vip).tags(0x88a8_0064, 0x8100_200a));
        assertUntouched(TunnelFrame.to(own, vip)
                .tags(0x88a8_0064, 0x8100_200a, 0x8100_0001)
                .bytes());
    }

    @Test
    void keepsTrailingPadding() {
        assertStripped(TunnelFrame.to(OWN, VIP).payload(new byte[1]).padding(7));
        assertStripped(TunnelFrame.to(OWN6, VIP6).payload(new byte[1]).padding(7));
    }

    /// RFC 6040 section 4.2, figure 4: rows are the inner codepoint, columns the outer one:
    /// not-ECT, ECT(1), ECT(0), CE.
    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0, drop", "1, 1, 1, 1, 3", "2, 2, 1, 2, 3", "3, 3, 3, 3, 3"})
    void mergesEcn(int inner, String underNotEct, String underEct1, String underEct0, String underCe) {
        String[] expected = {underNotEct, underEct1, underEct0, underCe};
        for (String own : new String[] {OWN, OWN6}) {
            for (String vip : new String[] {VIP, VIP6}) {
                for (int outer = 0; outer < 4; outer++) {
                    mergesEcn(own, vip, inner, outer, expected[outer]);
                }
            }
        }
    }

    private void mergesEcn(String own, String vip, int inner, int outer, String expected) {
        TunnelFrame frame = TunnelFrame.to(own, vip).tos(0xb8 | inner, 0x28 | outer);
        BpfProgram.TestRun run = run(frame.bytes());

        if (expected.equals("drop")) {
            assertThat(run.result()).isEqualTo(DROP);
            assertThat(count(vip).ecnDropped()).isPositive();
        } else {
            assertThat(run.result()).isEqualTo(PASS);
            assertThat(run.packet())
                    .as("%s in %s", vip, own)
                    .isEqualTo(frame.tos(0xb8 | Integer.parseInt(expected), 0).stripped());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.11,     203.0.113.10",
        "192.0.2.10,     203.0.113.11",
        "203.0.113.10,   203.0.113.10",
        "192.0.2.10,     192.0.2.10",
        "2001:db8:2::11, 2001:db8:ffff::10",
        "2001:db8:2::10, 2001:db8:ffff::11"
    })
    void leavesForeignTunnelsAlone(String own, String vip) {
        assertUntouched(TunnelFrame.to(own, vip).bytes());
        assertUntouched(TunnelFrame.to(own, vip).tos(0, 3).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 17, 44, 47, 50, 60, 255})
    void leavesOtherProtocolsAlone(int protocol) {
        assertUntouched(TunnelFrame.to(OWN, VIP).protocol(protocol).bytes());
        assertUntouched(TunnelFrame.to(OWN6, VIP6).protocol(protocol).bytes());
    }

    @Test
    void leavesWhatIsNoTunnelAlone() {
        assertUntouched(TunnelFrame.to(OWN, VIP).stripped());
        assertUntouched(TunnelFrame.to(OWN, VIP6).stripped());
    }

    @Test
    void leavesAnInnerPacketOfTheWrongFamilyAlone() {
        assertUntouched(TunnelFrame.to(OWN, VIP)
                .protocol(TunnelFrame.IPV6)
                .payload(new byte[40])
                .bytes());
        assertUntouched(TunnelFrame.to(OWN6, VIP6)
                .protocol(TunnelFrame.IPV4)
                .payload(new byte[40])
                .bytes());
    }

    @Test
    void leavesOuterOptionsToTheKernel() {
        assertUntouched(TunnelFrame.to(OWN, VIP)
                .options((byte) 1, (byte) 1, (byte) 1, (byte) 0)
                .bytes());
    }

    @Test
    void leavesFragmentsToTheKernelAndCountsTheFirst() {
        assertUntouched(TunnelFrame.to(OWN, VIP).fragment(0x2000).bytes());
        assertUntouched(TunnelFrame.to(OWN, VIP).fragment(0x2007).bytes());
        assertUntouched(TunnelFrame.to(OWN, VIP).fragment(0x0007).bytes());

        assertThat(count(VIP)).isEqualTo(new Decapsulator.Counters(0, 0, 1, 0));
    }

    @Test
    void leavesADamagedOuterHeaderToTheKernel() {
        for (int at = 14; at < 34; at++) {
            byte[] frame = TunnelFrame.to(OWN, VIP).bytes();
            frame[at] ^= 0x10;
            assertUntouched(frame);
        }
    }

    @Test
    void leavesEveryTruncatedPacketAlone() {
        for (TunnelFrame frame : new TunnelFrame[] {
            TunnelFrame.to(OWN, VIP), TunnelFrame.to(OWN, VIP6), TunnelFrame.to(OWN6, VIP), TunnelFrame.to(OWN6, VIP6)
        }) {
            byte[] whole = frame.bytes();
            for (int length = 14; length < whole.length; length++) {
                assertUntouched(Arrays.copyOf(whole, length));
            }
        }
    }

    @Test
    void leavesAnInnerPacketAloneThatIsLongerThanItsTunnel() {
        byte[] inV4 = TunnelFrame.to(OWN6, VIP).bytes();
        inV4[14 + 40 + 3]++;
        byte[] inV6 = TunnelFrame.to(OWN6, VIP6).bytes();
        inV6[14 + 40 + 5]++;

        assertUntouched(inV4);
        assertUntouched(inV6);
    }

    @Test
    void leavesAnInnerPacketAloneThatIsShorterThanItsHeader() {
        byte[] shortHeader = TunnelFrame.to(OWN6, VIP).bytes();
        shortHeader[14 + 40] = 0x44;
        byte[] longHeader = TunnelFrame.to(OWN6, VIP).bytes();
        longHeader[14 + 40] = 0x4f;

        assertUntouched(shortHeader);
        assertUntouched(longHeader);
    }

    @Test
    void findsEveryOneOfTheMostAddressesThatFit() {
        Set<IpAddress> own = new java.util.TreeSet<>();
        Set<IpAddress> vips = new java.util.TreeSet<>();
        for (int i = 0; i < 64; i++) {
            own.add(IpAddress.parse("10.0.0." + i));
        }
        for (int i = 0; i < 256; i++) {
            vips.add(IpAddress.parse("203.0.113." + i));
            vips.add(IpAddress.parse("2001:db8::" + Integer.toHexString(i + 1)));
        }
        maps.put(own, vips);

        for (IpAddress vip : vips) {
            assertStripped(TunnelFrame.to("10.0.0." + Math.floorMod(vip.hashCode(), 64), vip.toString()));
            assertThat(count(vip.toString()).packets()).isOne();
        }
        assertThat(maps.contents().own()).isEqualTo(own);
    }

    @Test
    void aVipThatStaysKeepsItsCountersAndOneThatComesBackStartsAnew() {
        assertStripped(TunnelFrame.to(OWN, VIP));
        assertStripped(TunnelFrame.to(OWN, VIP6));

        maps.put(addresses(OWN), addresses(VIP, "203.0.113.11"));
        assertUntouched(TunnelFrame.to(OWN, VIP6).bytes());
        assertUntouched(TunnelFrame.to(OWN6, VIP).bytes());
        maps.put(addresses(OWN), addresses(VIP, VIP6));

        assertThat(count(VIP).packets()).isOne();
        assertThat(count(VIP6).packets()).isZero();
    }

    @Test
    void theNextLoadFindsAddressesAndCounters() {
        assertStripped(TunnelFrame.to(OWN, VIP));
        object.close();
        object = DecapMaps.load(BpfFs.directory(instance));
        maps = DecapMaps.of(object);

        assertStripped(TunnelFrame.to(OWN, VIP));
        assertThat(count(VIP).packets()).isEqualTo(2);
    }

    private void assertStripped(TunnelFrame frame) {
        BpfProgram.TestRun run = run(frame.bytes());

        assertThat(run.result()).isEqualTo(PASS);
        assertThat(run.packet()).isEqualTo(frame.stripped());
    }

    private void assertUntouched(byte[] frame) {
        BpfProgram.TestRun run = run(frame);

        assertThat(run.result()).isEqualTo(PASS);
        assertThat(run.packet()).isEqualTo(frame);
    }

    private BpfProgram.TestRun run(byte[] frame) {
        return object.program("baro_decap").testRun(frame, 0, 1);
    }

    private Decapsulator.Counters count(String vip) {
        return maps.counters(maps.contents().vips().getOrDefault(IpAddress.parse(vip), -1));
    }

    private static Set<IpAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(IpAddress::parse).collect(java.util.stream.Collectors.toSet());
    }
}
