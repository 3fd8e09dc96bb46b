// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// 300 VIPs of 10 real servers each: what matters is on one screen, and first.
class LargeSiteTest extends StoreDaemon {
    private static final int VIPS = 300;
    private static final int SERVERS = 10;

    @BeforeEach
    void apply() throws IOException {
        StringBuilder text = new StringBuilder(Texts.STORE.substring(0, Texts.STORE.indexOf("servers:")));
        text.append("servers:\n");
        IntStream.range(0, VIPS * SERVERS)
                .forEach(i -> text.append("  web%d-%d: {address: 198.18.%d.%d, data-centre: idc-a}\n"
                        .formatted(i / SERVERS, i % SERVERS, i / 250, i % 250 + 1)));
        text.append("vips:\n");
        IntStream.range(0, VIPS)
                .forEach(vip -> text.append("""
                          vip%d:
                            address: 203.0.%d.%d
                            dscp: %d
                            servers: [%s]
                            ports: {http: {port: 80}}
                        """.formatted(
                                vip,
                                113 + vip / 250,
                                vip % 250 + 1,
                                vip % 63 + 1,
                                IntStream.range(0, SERVERS)
                                        .mapToObj(server -> "web" + vip + "-" + server)
                                        .collect(Collectors.joining(", ")))));
        Files.writeString(file, text.toString());
        assertThat(baro("apply", "--force").exitCode()).isZero();
    }

    @Test
    void whatIsNotWellIsOnOneScreenOfEightyColumns() {
        assertThat(baro("status").out().lines()).hasSizeLessThan(12);
        baro("server", "disable", "web7-3", "--force");

        List<String> lines = baro("status").out().lines().toList();

        assertThat(lines)
                .hasSizeLessThan(24)
                .contains("299 of 300 VIPs have all their servers: baro status --all")
                .contains("Not well: 1 of 3000 real servers of VIPs; baro status VIP shows all of one")
                .anyMatch(line -> line.startsWith("vip7 ") && line.contains(" 9/10 "))
                .anyMatch(line -> line.startsWith("web7-3 ") && line.contains(" disabled "));
        assertThat(lines.stream()
                        .filter(line -> !line.startsWith("config ") && !line.contains("FILE SAYS"))
                        .filter(line -> !line.contains(" since "))
                        .filter(line -> line.length() > 80))
                .isEmpty();
    }

    @Test
    void aProblemComesFirst() throws IOException {
        Files.writeString(file, Texts.BROKEN);
        baro("apply");

        assertThat(baro("status").out().lines().toList().get(3)).startsWith("PROBLEM  ");
    }

    @Test
    void listsAreFiltered() {
        baro("server", "drain", "web7-3");

        assertThat(baro("server", "list", "-o", "name").out().lines()).hasSize(3_000);
        assertThat(baro("server", "list", "--problems", "-o", "name").out()).isEqualTo("web7-3\n");
        assertThat(baro("server", "list", "--vip", "vip299").out().lines()).hasSize(11);
        assertThat(baro("status", "vip299").out().lines()).hasSizeLessThan(20);
        assertThat(baro("session", "list", "--vip", "vip299").out().lines()).hasSizeLessThan(15);
        assertThat(baro("rates").out().lines()).hasSizeLessThan(55);
    }
}
