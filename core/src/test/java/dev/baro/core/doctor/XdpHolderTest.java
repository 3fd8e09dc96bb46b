// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XdpHolderTest {
    private static final Finding FOUND = Finding.fail("xdp", "eth0 has a program", "packets pass it");

    @Test
    void aLinkIsDetachedByItsIdAndItsProcessIsNamed() {
        Map<Integer, XdpHolder> holders = XdpHolder.all("""
                [{"id":2,"type":"tracing","prog_id":6},
                 {"id":5,"type":"xdp","prog_id":7,"devname":"eth0","ifindex":2,
                  "pids":[{"pid":4711,"comm":"katran"}]}]
                """);

        XdpHolder holder = holders.getOrDefault(7, XdpHolder.UNKNOWN);
        assertThat(holders).hasSize(1);
        assertThat(holder).isEqualTo(new XdpHolder(5, true, List.of("4711 (katran)"), List.of()));
        assertThat(holder.removedFrom("eth0", "xdp", FOUND))
                .isEqualTo(FOUND.fixedBy("bpftool link detach id 5")
                        .advising("first stop process 4711 (katran), which may attach it again"));
    }

    @Test
    void aPinTellsTheInstanceOfBaro() {
        Map<Integer, XdpHolder> holders = XdpHolder.all("""
                [{"id":5,"type":"xdp","prog_id":7,"pinned":["/sys/fs/bpf/baro/blue/link-native-2-eth0"]}]
                """);

        assertThat(holders.values()).singleElement().satisfies(holder -> {
            assertThat(holder.instance()).contains("blue");
            assertThat(holder.text()).isEqualTo("link 5, pinned at /sys/fs/bpf/baro/blue/link-native-2-eth0");
        });
    }

    @Test
    void withoutALinkItIsTakenOffByIp() {
        assertThat(XdpHolder.NETLINK.removedFrom("eth0", "xdpgeneric", FOUND).fix())
                .isEqualTo("ip link set dev eth0 xdpgeneric off");
    }

    @Test
    void whereNothingToldOfLinksNoCommandIsCertain() {
        Finding found = XdpHolder.UNKNOWN.removedFrom("eth0", "xdp", FOUND);

        assertThat(found.fix()).isEmpty();
        assertThat(found.advice()).startsWith("type: ip link set dev eth0 xdp off; if it reports an active link");
        assertThat(XdpHolder.all("not JSON")).isEmpty();
    }
}
