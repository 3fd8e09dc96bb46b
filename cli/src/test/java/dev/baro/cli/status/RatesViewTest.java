// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.terminal.Paint;
import dev.baro.core.api.Headroom;
import dev.baro.core.api.Headroom.InterfaceLosses;
import dev.baro.core.api.RateList;
import dev.baro.core.api.RateList.Rate;
import dev.baro.core.api.RateList.Rates;
import dev.baro.core.api.RateList.ServerRates;
import dev.baro.core.api.RateList.VipRates;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesViewTest {
    private static final Paint PLAIN = new Paint(false);

    @Test
    void theBusiestComeFirstAndTheRestIsCounted() {
        RateList list = new RateList(
                7_200,
                rates(1_234_567),
                List.of(
                        new VipRates("calm", "203.0.113.1", rates(0.26), List.of()),
                        new VipRates("busy", "203.0.113.2", rates(980), List.of()),
                        new VipRates("idle", "203.0.113.3", rates(0), List.of())),
                new Headroom(8, 3.14, 71.2, 4_211, 2_097_152, List.of(new InterfaceLosses("eth0", 3, 9))));

        assertThat(String.join("\n", new RatesView(list, PLAIN).lines("", 2)) + "\n")
                .isEqualTo("""
                        VIP       PACKETS/S  1 MIN   PEAK  BITS/S  1 MIN   PEAK  NEW/S  1 MIN   PEAK
                        balancer      1.23M  1.23M  2.47M   9.88M  9.88M  19.8M  12346  12346  24691
                        busy            980    980   1960    7840   7840  15680    9.8    9.8     20
                        calm            0.3    0.3    0.5     2.1    2.1    4.2    0.0    0.0    0.0
                        1 more, with less traffic: --all

                        HEADROOM                                 USED  OF
                        packets and timers, busiest processor  71.2 %  one processor, in the last minute
                        packets and timers, all processors      3.1 %  8 processors, in the last minute
                        session table                           0.2 %  2.10M places, 4211 sessions
                        lost before Baro on eth0                   12  packets in the last minute: 9 by the card, 3 by the kernel
                        """);
    }

    @Test
    void ofOneVipItsServers() {
        RateList list = new RateList(
                61,
                rates(100),
                List.of(new VipRates(
                        "shop",
                        "203.0.113.1",
                        rates(100),
                        List.of(
                                new ServerRates("web-1", "192.0.2.1", rates(40)),
                                new ServerRates("web-2", "192.0.2.2", rates(60))))),
                Headroom.NONE);

        assertThat(new RatesView(list, PLAIN).lines("shop", 40))
                .extracting(line -> line.split(" ", 2)[0])
                .containsExactly("SERVER", "balancer", "shop", "web-2", "web-1", "Measured");
    }

    private static Rates rates(double packets) {
        Rate rate = new Rate(packets, packets * 8, packets / 100);
        return new Rates(rate, rate, new Rate(packets * 2, packets * 16, packets / 50));
    }
}
