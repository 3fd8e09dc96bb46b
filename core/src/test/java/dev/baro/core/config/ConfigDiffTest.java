// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.yaml.GoodFile;
import dev.baro.core.yaml.RandomConfig;
import dev.baro.core.yaml.YamlFrontEnd;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfigDiffTest {
    @Test
    void equalConfigurationsHaveNoDifference() {
        assertThat(ConfigDiff.between(GoodFile.config(), GoodFile.config())).isEmpty();
    }

    @Test
    void namesWhatAVipGainsAndChanges() {
        assertThat(changed("dscp: 10", "dscp: 12", "store-web-b01, store-web-b02]", "store-web-x01]"))
                .containsExactly(
                        "vips.store-app1.dscp      10 -> 12",
                        "vips.store-app1.servers   - store-web-b01",
                        "vips.store-app1.servers   - store-web-b02",
                        "vips.store-app1.servers   + store-web-x01");
    }

    @Test
    void namesEveryChangedFieldOfAVip() {
        assertThat(changed(
                        "address: 211.115.115.100", "address: 211.115.115.99",
                        "scheduler: least-connections", "scheduler: maglev",
                        "probe-through-dscp: false", "probe-through-dscp: true",
                        "session-sync: true", "session-sync: false",
                        "need: 2", "need: 3"))
                .containsExactly(
                        "vips.store-app1.address              211.115.115.100 -> 211.115.115.99",
                        "vips.store-app1.scheduler            least-connections -> maglev",
                        "vips.store-app1.probe-through-dscp   false -> true",
                        "vips.store-app1.session-sync         true -> false",
                        "vips.store-app1.need                 2 -> 3");
    }

    @Test
    void namesWhatStandsBy() {
        assertThat(changed("need: 2", "need: 2\n    standby: {servers: [store-web-b02], below: 2, rest-after: 1m}"))
                .containsExactly(
                        "vips.store-app1.standby.servers      + store-web-b02",
                        "vips.store-app1.standby.below        1 -> 2",
                        "vips.store-app1.standby.rest-after   30s -> 1m");
    }

    @Test
    void namesPortsAndTheirChecks() {
        assertThat(changed(
                        "port: 443\n", "port: 8443\n",
                        "send: \"hex:12 34 01 00\", answer: \"hex:1234\"}}}", "send: ping}}}\n      doh: {port: 443}",
                        "text: \"\\\"up\\\": true\"", "expect: 204",
                        "      dns-tcp: {port: 53}\n", "",
                        "check: {l7: {http: GET /health_check.html, expect: 200}}", "protocol: udp",
                        "expect: \"200-299, 401\", host", "expect: 204, host"))
                .containsExactly(
                        "vips.store-app1.ports.http.protocol   tcp -> udp",
                        "vips.store-app1.ports.http.check      http GET /health_check.html expect 200 -> (none)",
                        "vips.store-app1.ports.ssl.port        443 -> 8443",
                        "vips.store-app1.ports.ssl.check       https HEAD /health?deep=1 host store.example.com expect"
                                + " 200-299,401 verify -> https HEAD /health?deep=1 host store.example.com expect 204"
                                + " verify",
                        "vips.store-app1.ports.api.check       http GET /up expect 200 headers X-Probe: baro, Accept: */*"
                                + " text \"\"up\": true\" -> http GET /up expect 204 headers X-Probe: baro, Accept: */*",
                        "vips.store-dns.ports                  - dns-tcp",
                        "vips.store-dns.ports                  + doh (tcp 443)",
                        "vips.store-dns.ports.dns.check        send \"hex:12340100\" answer \"hex:1234\" -> send \"ping\"");
    }

    @Test
    void tellsHowAnInterfaceTreatsTags() {
        assertThat(changed("interfaces: [eth0, eth1]", "interfaces: {eth0: {vlan: keep}, eth1: {}}"))
                .containsExactly(
                        "balancers.lb-a2.interfaces   - eth0", "balancers.lb-a2.interfaces   + eth0: {vlan: keep}");
    }

    @Test
    void namesServersDataCentresAndBalancers() {
        assertThat(changed(
                        "interfaces: [eth0, eth1]", "interfaces: [eth1]",
                        "address: 10.10.0.12, data-centre: idc-a", "address: 10.20.0.12, data-centre: idc-b",
                        "  lb-a1:", "  lb-a0:",
                        "description: 판교", "description: Pangyo",
                        "10.21.0.0/16]}", "10.21.0.0/16]}\n  idc-c: {prefixes: [10.30.0.0/16]}",
                        "10.20.0.0/16, ", "",
                        "idc-a, weight: 50", "idc-b, weight: 60, state: drain",
                        "  store-web-x01: {address: 198.51.100.7, weight: 0}",
                                "  store-web-x02: {address: 198.51.100.8}",
                        "      - store-web-x01\n", ""))
                .containsExactly(
                        "balancers                           - lb-a1",
                        "balancers                           + lb-a0 (10.10.0.11)",
                        "balancers.lb-a2.address             10.10.0.12 -> 10.20.0.12",
                        "balancers.lb-a2.data-centre         idc-a -> idc-b",
                        "balancers.lb-a2.interfaces          - eth0",
                        "data-centres                        + idc-c (10.30.0.0/16)",
                        "data-centres.idc-a.description      판교 -> Pangyo",
                        "data-centres.idc-b.prefixes         - 10.20.0.0/16",
                        "servers                             - store-web-x01",
                        "servers                             + store-web-x02 (198.51.100.8)",
                        "servers.store-web-a02.data-centre   idc-a -> idc-b",
                        "servers.store-web-a02.weight        50 -> 60",
                        "servers.store-web-a02.state         enabled -> drain",
                        "vips.store-dns.servers              - store-web-x01");
    }

    @Test
    void namesWhatBelongsToTheWholeFile() {
        assertThat(changed(
                        "cluster: store-prod\n", "",
                        "max: 1000000", "max: 2000000",
                        "up-after: l7", "up-after: l4",
                        "ping: true", "ping: false",
                        "hold-down: 1m", "hold-down: 0s",
                        "{share: 40, within: 20s}", "{share: 60}",
                        "passive: use", "passive: off",
                        "l3: {interval: 2s, timeout: 500ms, fall: 4, rise: 3}", "l3: {interval: 90s, timeout: 1m}"))
                .containsExactly(
                        "cluster                       store-prod -> (none)",
                        "health-defaults.l2.interval   20s -> 15m",
                        "health-defaults.l3.interval   2s -> 90s",
                        "health-defaults.l3.timeout    500ms -> 1m",
                        "health-defaults.l3.fall       4 -> 3",
                        "health-defaults.l3.rise       3 -> 2",
                        "health.up-after               l7 -> l4",
                        "health.ping                   true -> false",
                        "health.hold-down              1m -> 0ms",
                        "health.mass-failure.share     40 -> 60",
                        "health.mass-failure.within    20s -> 30s",
                        "health.passive                use -> off",
                        "sessions.max                  1000000 -> 2000000");
    }

    @Test
    void namesANewOrder() {
        assertThat(changed("[store-web-a01, store-web-a02, ", "[store-web-a02, store-web-a01, "))
                .containsExactly("vips.store-app1.servers   order: store-web-a02, store-web-a01, store-web-b01,"
                        + " store-web-b02");
    }

    @Test
    void namesAddedAndRemovedVips() {
        Config all = GoodFile.config();
        Config fewer = new Config(
                all.cluster(),
                all.balancers(),
                all.dataCentres(),
                all.servers(),
                all.vips().subList(0, 1),
                all.health(),
                all.maxSessions());

        assertThat(ConfigDiff.between(all, fewer)).containsExactly("vips   - store-dns");
        assertThat(ConfigDiff.between(fewer, all)).containsExactly("vips   + store-dns (211.115.115.101, dscp 11)");
    }

    /// `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a run.
    @Test
    void isEmptyExactlyWhenTheConfigurationsAreEqual() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of ConfigDiffTest: " + seed);
        Random random = new Random(seed);
        Config before = RandomConfig.of(random);
        for (int round = 0; round < 5_000; round++) {
            Config after = random.nextInt(10) == 0 ? RandomConfig.of(random) : RandomConfig.changed(before, random);

            assertThat(ConfigDiff.between(before, after).isEmpty())
                    .as("%s%nand%n%s", before, after)
                    .isEqualTo(before.equals(after));
            before = after;
        }
    }

    /// @param replacements what to replace in the good file, and by what, in turn
    private static List<String> changed(String... replacements) {
        String text = GoodFile.text();
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(text).contains(replacements[i]);
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        return ConfigDiff.between(
                GoodFile.config(), YamlFrontEnd.read(text).config().orElseThrow());
    }
}
