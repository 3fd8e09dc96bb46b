// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.Headroom;
import dev.baro.core.api.RateHistory;
import dev.baro.core.api.RateList;
import dev.baro.core.api.RateList.Rate;
import dev.baro.core.api.RateList.Rates;
import dev.baro.core.api.RateList.ServerRates;
import dev.baro.core.api.RateList.VipRates;
import dev.baro.core.config.Config;
import dev.baro.core.frontend.ConfigText;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateBookTest {
    private static final Config CONFIG = ConfigText.read("""
            version: 1
            balancers:
              lb-a1: {address: 192.0.2.11, data-centre: idc-a, interfaces: [eth0]}
            data-centres:
              idc-a: {prefixes: [192.0.2.0/24]}
            servers:
              web-1: {address: 192.0.2.1, data-centre: idc-a}
              web-2: {address: 192.0.2.2, data-centre: idc-a}
            vips:
              shop:
                address: 203.0.113.10
                dscp: 10
                servers: [web-1, web-2]
                ports: {http: {port: 80}, https: {port: 443}}
              mail:
                address: 203.0.113.11
                dscp: 11
                servers: [web-1]
                ports: {smtp: {port: 25}}
            """).config().orElseThrow();

    private final RateBook book = new RateBook(0);

    @Test
    void addsUpPortsServersAndVips() {
        book.take(1_000_000_000L, counters(0));
        book.take(3_000_000_000L, counters(2_000));

        RateList all = book.list(5_000_000_000L, CONFIG.vips(), CONFIG.serversByName(), false, Headroom.NONE);
        RateList one =
                book.list(5_000_000_000L, CONFIG.vips().subList(0, 1), CONFIG.serversByName(), true, Headroom.NONE);

        assertThat(all)
                .isEqualTo(new RateList(
                        5,
                        always(4_000),
                        List.of(
                                new VipRates("shop", "203.0.113.10", always(3_000), List.of()),
                                new VipRates("mail", "203.0.113.11", always(1_000), List.of())),
                        Headroom.NONE));
        assertThat(one.vips().getFirst().servers())
                .containsExactly(
                        new ServerRates("web-1", "192.0.2.1", always(2_000)),
                        new ServerRates("web-2", "192.0.2.2", always(1_000)));
    }

    @Test
    void whatIsNotCountedHasNoRate() {
        book.take(1_000_000_000L, new ForwarderCounters(Map.of(), List.of()));

        assertThat(book.list(0, CONFIG.vips(), CONFIG.serversByName(), false, Headroom.NONE)
                        .vips())
                .extracting(VipRates::rates)
                .containsOnly(Rates.NONE);
    }

    @Test
    void theLastHourIsKeptForAChart() {
        long step = 2_000_000_000L;
        for (int i = 0; i <= 2_000; i++) {
            book.take(i * step, counters(i * 20L));
        }

        RateHistory shop = history("shop");
        RateHistory balancer = book.history(Optional.empty(), ns -> Instant.ofEpochSecond(0, ns));

        assertThat(shop.packets()).hasSize(1_800).containsOnly(30.0);
        assertThat(shop.bits()).hasSize(1_800).containsOnly(24_000.0);
        assertThat(shop.sessions()).hasSize(1_800).containsOnly(3.0);
        assertThat(shop.end()).isEqualTo("1970-01-01T01:06:40Z");
        assertThat(balancer.packets()).hasSize(1_800).containsOnly(40.0);
    }

    @Test
    void aReadingThatFailsLeavesNoHole() {
        book.take(0, counters(0));
        book.take(2_000_000_000L, counters(20));
        book.take(8_000_000_000L, counters(20));
        book.take(10_000_000_000L, counters(40));

        assertThat(history("mail").packets()).containsExactly(10.0, 0.0, 0.0, 0.0, 10.0);
    }

    @Test
    void vipsWithoutTrafficTakeNoRoomAndTheirHistoryIsZero() {
        for (int i = 0; i <= 10; i++) {
            book.take(
                    i * 2_000_000_000L,
                    new ForwarderCounters(Map.of(), List.of(service("203.0.113.11", 25, i * 10L, "web-1"))));
        }

        assertThat(history("shop").packets()).hasSize(10).containsOnly(0.0);
        assertThat(history("shop").kept()).isTrue();
        assertThat(history("mail").packets()).hasSize(10).containsOnly(5.0);
    }

    @Test
    void theRoomIsBounded() {
        for (int i = 0; i < 3; i++) {
            long packets = i * 10L;
            List<ServiceCounters> many = IntStream.range(0, RateBook.MOST_HISTORIES + 10)
                    .mapToObj(vip -> service("198.51." + vip / 200 + "." + vip % 200, 80, packets, "web-1"))
                    .toList();
            List<ServiceCounters> all = new ArrayList<>(many);
            all.add(service("203.0.113.10", 80, i == 2 ? 10 : 0, "web-1"));
            book.take(i * 2_000_000_000L, new ForwarderCounters(Map.of(), all));
        }

        assertThat(history("shop").kept()).isFalse();
        assertThat(book.history(Optional.empty(), Instant::ofEpochSecond)
                        .packets()
                        .getLast())
                .isGreaterThan(2_000);
    }

    private RateHistory history(String vip) {
        return book.history(
                CONFIG.vips().stream().filter(one -> one.name().equals(vip)).findFirst(),
                ns -> Instant.ofEpochSecond(0, ns));
    }

    /// Each server has so many packets of each port.
    private static ForwarderCounters counters(long packets) {
        return new ForwarderCounters(
                Map.of(),
                List.of(
                        service("203.0.113.10", 80, packets, "web-1", "web-2"),
                        service("203.0.113.10", 443, packets, "web-1"),
                        service("203.0.113.11", 25, packets, "web-1")));
    }

    private static ServiceCounters service(String vip, int port, long packets, String... servers) {
        return new ServiceCounters(
                new VirtualService(IpAddress.parse(vip), Protocol.TCP, port),
                false,
                List.of(servers).stream()
                        .map(name -> new ServerCounters(
                                name, IpAddress.parse("192.0.2.1"), packets, packets * 100, packets / 10, 0, 0, 0))
                        .toList());
    }

    /// So many packets of 100 bytes, every tenth with a session.
    private static Rates always(double packets) {
        Rate rate = new Rate(packets, packets * 800, packets / 10);
        return new Rates(rate, rate, rate);
    }
}
