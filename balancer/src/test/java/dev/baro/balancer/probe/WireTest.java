// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What tcpdump, which shares no code with Baro, sees of a probe between the router and the real server.
@Tag("program")
class WireTest {
    private static final ApplicationCheck.Http GET =
            new ApplicationCheck.Http(false, "GET", "/health_check.html", "store.example.com", "200", false);

    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("wire");

    @Test
    void handshakeProbeIsSynSynAckRst() throws Exception {
        List<String> packets = captured(Probing.tcp(ProbeNetwork.FAR, ProbeNetwork.VIP, 80));

        assertThat(packets).hasSize(3);
        assertThat(packets.get(0)).contains("tos 0x28", "> 10.10.10.1.80: Flags [S],");
        assertThat(packets.get(1)).contains("211.115.115.100.80 > 10.10.0.11.", "Flags [S.],");
        assertThat(packets.get(2)).contains("tos 0x28", "> 10.10.10.1.80: Flags [R.],");
    }

    @Test
    void handshakeProbeOfIpv6IsSynSynAckRst() throws Exception {
        List<String> packets = captured(Probing.tcp(ProbeNetwork.FAR_V6, ProbeNetwork.VIP_V6, 80));

        assertThat(packets).hasSize(3);
        assertThat(packets.get(0)).contains("class 0x28", "> 2001:db8:10:10::1.80: Flags [S],");
        assertThat(packets.get(1)).contains("2001:db8:115::100.80 > 2001:db8:10::11.", "Flags [S.],");
        assertThat(packets.get(2)).contains("class 0x28", "> 2001:db8:10:10::1.80: Flags [R.],");
    }

    @Test
    void requestProbeIsAWholeExchangeWithTheMarkOnEveryPacket() throws Exception {
        List<String> packets = captured(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, 80, GET));

        List<String> sent = packets.stream()
                .filter(line -> line.contains("> 10.10.10.1.80:"))
                .toList();
        List<String> answers = packets.stream()
                .filter(line -> line.contains("211.115.115.100.80 >"))
                .toList();
        assertThat(sent.size() + answers.size()).isEqualTo(packets.size());
        assertThat(sent).allSatisfy(line -> assertThat(line).contains("tos 0x28"));
        assertThat(String.join("\n", sent)).contains("GET /health_check.html HTTP/1.1", "Flags [F.]");
        assertThat(String.join("\n", answers)).contains("HTTP/1.1 200 OK", "Flags [F.]");
        assertThat(String.join("\n", packets)).doesNotContain("Flags [R");
    }

    /// One line for each packet of the probe and its answers, as tcpdump writes it.
    private static List<String> captured(ProbeTask task) throws Exception {
        IpAddress vip = task.vip();
        Process tcpdump = new ProcessBuilder(
                        "nsenter",
                        "--net=/run/netns/" + NETWORK.core(),
                        "tcpdump",
                        "-i",
                        "far",
                        "-nnv",
                        "-l",
                        "--immediate-mode",
                        "-Z",
                        "root",
                        "tcp")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = tcpdump.inputReader(StandardCharsets.UTF_8);
                var _ = TestServer.tcp(
                        NETWORK.far(),
                        vip.toString(),
                        80,
                        TestServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))) {
            awaitStart(out);
            assertThat(NETWORK.next(task).reply()).isEqualTo(Reply.EXPECTED);
            TimeUnit.MILLISECONDS.sleep(300); // for what must not follow
            tcpdump.toHandle().destroy(); // of the process itself would close its output, too
            return joined(out.lines().toList());
        }
    }

    private static void awaitStart(BufferedReader out) throws IOException {
        String line = out.readLine();
        while (line != null && !line.contains("listening on")) {
            line = out.readLine();
        }
    }

    /// With -v, what belongs to the line before begins with white space.
    private static List<String> joined(List<String> lines) {
        StringBuilder all = new StringBuilder();
        lines.stream()
                .filter(line -> line.matches("(\\d\\d:.*|\\s+.*)"))
                .forEach(line -> all.append(line.startsWith(" ") || line.startsWith("\t") ? " " : "\n")
                        .append(line.strip()));
        return all.toString().lines().filter(line -> !line.isEmpty()).toList();
    }
}
