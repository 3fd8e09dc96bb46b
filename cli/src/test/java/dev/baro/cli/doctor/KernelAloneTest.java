// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Listings as `ip -j -d link show` of iproute2 6.1 prints them, but for what is not looked at.
class KernelAloneTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            [{"ifname":"lo"},{"ifname":"eth0","xdp":{"mode":1,"prog":{"id":7,"name":"baro_xdp","jited":1}}}] | the kernel still uses the last configuration: packets that arrive on eth0 are forwarded, but servers are not probed, and a server that fails keeps its clients
            [{"ifname":"lo"},{"ifname":"eth0"}] | no interface in this network namespace has Baro's XDP program; if the daemon ran here, packets for VIPs are not forwarded
            [{"ifname":"eth0","xdp":{"mode":1,"prog":{"id":7,"name":"baro_decap"}}}] | no interface in this network namespace has Baro's XDP program; if the daemon ran here, packets for VIPs are not forwarded
            [{"ifname":"eth0","xdp":{"mode":1,"prog":{"id":7}}}] | an XDP program is on eth0; only root can see whether it is Baro's, which works without a daemon
            Device does not exist | whether packets are forwarded is not known: ip link show printed no JSON
            """)
    void saysWhatBecomesOfPackets(String links, String sentence) {
        assertThat(KernelAlone.sentence(links)).isEqualTo(sentence);
    }

    @Test
    void knowsThePrograms() throws IOException {
        assertThat(programs("balancer/baro.bpf.c")).isNotEmpty().allMatch(ProgramAttached::isOurs);
        assertThat(programs("decap/decap.bpf.c")).isNotEmpty().noneMatch(ProgramAttached::isOurs);
    }

    private static List<String> programs(String file) throws IOException {
        return Pattern.compile("SEC\\(\"xdp[.a-z]*\"\\)\nint (\\w+)\\(struct xdp_md")
                .matcher(Files.readString(Path.of("../dataplane/src/main/bpf", file)))
                .results()
                .map((MatchResult program) -> program.group(1))
                .toList();
    }
}
