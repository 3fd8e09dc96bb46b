// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelCountersTest {
    @Test
    void readsValuesByTheNamesOfTheLineBefore() {
        KernelCounters counters = KernelCounters.parse("""
                Ip: Forwarding DefaultTTL
                Ip: 1 64
                Tcp: MaxConn InSegs RetransSegs
                Tcp: -1 4711 7
                Udp: InDatagrams
                Udp: 0
                """);

        assertThat(counters.retransmitted()).isEqualTo(7);
        assertThat(counters.tcp()).containsEntry("MaxConn", -1L).containsEntry("InSegs", 4711L);
    }
}
