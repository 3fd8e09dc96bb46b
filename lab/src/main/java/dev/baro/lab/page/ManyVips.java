// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.WaitFactor;
import dev.baro.lab.proof.Proof;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// The page shows 300 VIPs with ten real servers each.
record ManyVips(Browser browser, BaroDaemon daemon) implements Proof {
    private static final int VIPS = 300;
    private static final int SERVERS_EACH = 10;
    private static final Duration FIRST_PAINT = Duration.ofSeconds(1);
    private static final Duration UPDATE = Duration.ofMillis(50);

    @Override
    public String name() {
        return VIPS + " VIPs";
    }

    @Override
    public String expected() {
        return "rows painted within " + FIRST_PAINT.toMillis() + " ms, an update takes " + UPDATE.toMillis()
                + " ms of the browser's main thread at most, and only visible rows are drawn";
    }

    @Override
    public Finding prove(Lab lab) {
        String before = BaroDaemon.resource("page.yaml");
        daemon.rewrite(text());
        daemon.cli("apply", "--force").succeed();
        try {
            JsonNode answer = browser.take("many " + VIPS);
            boolean ok = answer.path("ok").asBoolean()
                    && answer.path("painted").asInt()
                            <= WaitFactor.with(FIRST_PAINT).toMillis()
                    && answer.path("update").asDouble()
                            <= WaitFactor.with(UPDATE).toMillis()
                    && answer.path("rows").asInt() < VIPS / 2;
            return new Finding(ok, answer.path("measured").asString());
        } finally {
            daemon.recover(before);
        }
    }

    /// The VIP of the lab with its probed real servers, and 299 more. Nothing is behind their addresses, and nothing
    /// is probed there.
    static String text() {
        int others = VIPS - 1;
        String servers = IntStream.range(0, others * SERVERS_EACH)
                .mapToObj(i -> "  s%d: {address: 10.%d.%d.%d, data-centre: idc-%s}\n"
                        .formatted(i, i % 2 == 0 ? 10 : 20, 100 + i / 200, 1 + i % 200, i % 2 == 0 ? "a" : "b"))
                .collect(Collectors.joining());
        String vips = IntStream.range(0, others)
                .mapToObj(vip ->
                        "  vip-%03d: {address: 211.115.%d.%d, dscp: 11, servers: [%s], ports: {http: {port: 80, check: none}}}\n"
                                .formatted(
                                        vip,
                                        1 + vip / 200,
                                        1 + vip % 200,
                                        IntStream.range(vip * SERVERS_EACH, (vip + 1) * SERVERS_EACH)
                                                .mapToObj(i -> "s" + i)
                                                .collect(Collectors.joining(", "))))
                .collect(Collectors.joining());
        return BaroDaemon.resource("page.yaml")
                .replace("health: {", "health: {ping: false, ")
                .replace("\nservers:\n", "\nservers:\n" + servers)
                .replace("\nvips:\n", "\nvips:\n" + vips);
    }
}
