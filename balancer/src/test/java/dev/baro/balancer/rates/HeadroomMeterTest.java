// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.rates.HeadroomMeter.Sample;
import dev.baro.core.api.Headroom;
import dev.baro.dataplane.kernel.InterfaceLosses;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadroomMeterTest {
    private static final CpuTimes BEFORE = CpuTimes.of("""
            cpu  300 0 300 1200 0 0 200 0 0 0
            cpu0 100 0 100 700 0 0 100 0 0 0
            cpu1 200 0 200 500 0 0 100 0 0 0
            intr 1 2 3
            """);
    private static final CpuTimes AFTER = CpuTimes.of("""
            cpu  300 0 300 2060 0 0 340 0 0 0
            cpu0 100 0 100 1160 0 0 140 0 0 0
            cpu1 200 0 200 900 0 0 200 0 0 0
            intr 1 2 3
            """);

    @Test
    void softirqIsToldOfAllProcessorsAndOfTheBusiest() {
        HeadroomMeter meter = new HeadroomMeter(List.of("eth0"));
        meter.add(new Sample(0, BEFORE, Map.of("eth0", new InterfaceLosses(5, 7))));
        meter.add(new Sample(1, AFTER, Map.of("eth0", new InterfaceLosses(8, 7))));

        assertThat(meter.headroom(10, 100))
                .isEqualTo(new Headroom(2, 14.0, 20.0, 10, 100, List.of(new Headroom.InterfaceLosses("eth0", 3, 0))));
        assertThat(meter.sentences()).isEmpty();
    }

    @Test
    void whatTheCardMissesIsAProblem() {
        HeadroomMeter meter = new HeadroomMeter(List.of("eth0"));
        meter.add(new Sample(0, BEFORE, Map.of("eth0", new InterfaceLosses(0, 7))));
        meter.add(new Sample(1, AFTER, Map.of("eth0", new InterfaceLosses(0, 19))));

        assertThat(meter.sentences())
                .singleElement()
                .asString()
                .startsWith("eth0 missed 12 packets in the last minute");
    }

    @Test
    void onlyTheLastMinuteCounts() {
        HeadroomMeter meter = new HeadroomMeter(List.of("eth0"));
        for (int i = 0; i < 10; i++) {
            meter.add(new Sample(i, BEFORE, Map.of("eth0", new InterfaceLosses(i, 0))));
        }

        assertThat(meter.headroom(0, 0).interfaces()).containsExactly(new Headroom.InterfaceLosses("eth0", 6, 0));
    }

    @Test
    void theKernelTellsBoth() {
        assertThat(CpuTimes.now().processors()).isNotEmpty();
        assertThat(InterfaceLosses.all()).containsKey("lo");
    }
}
