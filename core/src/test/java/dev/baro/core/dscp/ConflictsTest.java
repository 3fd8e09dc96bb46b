// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.dscp.MarkedVip.MarkedServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConflictsTest {
    @Test
    void oneValueOnOneServerIsAnError() {
        List<Conflict> found = Conflicts.among(List.of(vip("a", 11, "s1", "s2"), vip("b", 11, "s3", "s2")));

        assertThat(found).singleElement().isInstanceOf(Conflict.SameValue.class);
        assertThat(text(found.getFirst()))
                .isEqualTo("dscp 11 (tos 44, 0x2c) is also the dscp of VIP a (a.yaml:7), and both use server s2");
        assertThat(found.getFirst().isError()).isTrue();
    }

    @Test
    void oneValueOnSeparateServersIsFine() {
        assertThat(Conflicts.among(List.of(vip("a", 11, "s1"), vip("b", 11, "s2"))))
                .isEmpty();
    }

    @Test
    void aVipInTwoFilesIsOneVip() {
        MarkedVip here = vip("a", 11, "s1");
        MarkedVip there = new MarkedVip("b.conf", 3, "other-name", here.identity(), 11, here.servers());

        assertThat(Conflicts.among(List.of(here, there))).isEmpty();
    }

    @Test
    void aVipWithTwoValuesIsDoubtful() {
        MarkedVip here = vip("a", 11, "s1");
        MarkedVip there = new MarkedVip("b.conf", 3, "other-name", here.identity(), 15, here.servers());

        List<Conflict> found = Conflicts.among(List.of(here, there));

        assertThat(found).singleElement().isInstanceOf(Conflict.TwoValues.class);
        assertThat(text(found.getFirst()))
                .isEqualTo("dscp 15 (tos 60, 0x3c) marks VIP ip-a, which has dscp 11 (tos 44, 0x2c) elsewhere"
                        + " (a.yaml:7)");
    }

    @Test
    void aValueThatAnotherBecomesIsDoubtful() {
        List<Conflict> found = Conflicts.among(List.of(vip("a", 16, "s1"), vip("b", 17, "s1")));

        assertThat(found).singleElement().isInstanceOf(Conflict.Folded.class);
        assertThat(text(found.getFirst()))
                .isEqualTo("dscp 16 (tos 64, 0x40, CS2) is the value to which Bleach-low changes 17 (tos 68, 0x44),"
                        + " the dscp of VIP b (b.yaml:7), and both use server s1");
    }

    @Test
    void whatHostsMarkWithIsDoubtful() {
        assertThat(Conflicts.among(List.of(vip("a", 4, "s1"), vip("b", 10, "s1"))))
                .extracting(ConflictsTest::text)
                .containsExactly("dscp 4 (tos 16, 0x10) is risky: OpenSSH before 7.8, and Debian's OpenSSH, mark"
                        + " interactive sessions with it");
    }

    @Test
    void aVipWithoutAMarkConflictsWithNothing() {
        assertThat(Conflicts.among(List.of(vip("a", 0, "s1"), vip("b", 0, "s1"))))
                .isEmpty();
    }

    private static String text(Conflict conflict) {
        return conflict.what(other -> other.source() + ":" + other.line());
    }

    static MarkedVip vip(String name, int dscp, String... servers) {
        return new MarkedVip(
                name + ".yaml",
                7,
                name,
                "ip-" + name,
                dscp,
                Stream.of(servers).map(s -> new MarkedServer(s, "ip-" + s)).toList());
    }
}
