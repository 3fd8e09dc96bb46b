// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `baro doctor` says to type, typed.
@Timeout(120)
@Tag("end-to-end")
class DoctorEndToEnd {
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private static final String FIRST = "barodoc-first";
    private static final String SECOND = "barodoc-second";

    @TempDir
    private Path directory;

    private BalancerHost host;

    @BeforeEach
    void build() {
        host = new BalancerHost("barodoc-", directory);
    }

    @AfterEach
    void remove() {
        host.close();
    }

    @Test
    void namesTheInstanceThatHoldsAnInterfaceAndHowToHaveItGone() throws IOException {
        Background second = host.start(SECOND, configuration("eth0, late0", 2));
        second.signal(SIGSTOP);
        host.shell("""
                ip link add late0 type veth peer name beyond
                ip link set beyond up
                ip link set late0 up
                """);
        Background first = host.start(FIRST, configuration("late0", 1));
        second.signal(SIGCONT);
        second.awaitLog("late0 forwards for instance " + FIRST);

        Command.Outcome held = doctor();

        assertThat(held.exitCode()).isEqualTo(1);
        assertThat(held.output())
                .containsPattern("FAIL +xdp +late0 forwards for instance " + FIRST + ", process \\d+[^\n]*, not for"
                        + " instance " + SECOND)
                .contains("packets for VIPs of instance " + SECOND + " are not forwarded")
                .contains("choose another interface for " + SECOND + ", or stop the daemon of instance " + FIRST
                        + " and type: baro run --detach --instance " + FIRST)
                .doesNotContain("ip link set dev late0")
                .doesNotContain("bpftool link detach");

        first.signal(SIGKILL);
        first.await();
        typed(held.output());
        second.awaitLog("REPAIRED");

        assertThat(doctor().output()).containsPattern("ok +xdp ").doesNotContainPattern("FAIL +xdp ");
    }

    private void typed(String output) {
        String words = Pattern.compile("type: baro ([^\n]+)")
                .matcher(output)
                .results()
                .map((MatchResult line) -> line.group(1).strip())
                .filter(line -> line.startsWith("run --detach"))
                .findFirst()
                .orElseThrow();
        assertThat(host.baro(words.split(" ", -1)).succeed()).startsWith("detached");
    }

    private Command.Outcome doctor() {
        return host.baro("doctor", "--socket", host.socket(SECOND).toString()).run();
    }

    private static String configuration(String interfaces, int number) {
        return """
                version: 1
                balancers:
                  lb-a1: {address: 10.97.1.1, interfaces: [%s]}
                servers:
                  web: {address: 10.97.1.2}
                vips:
                  store: {address: 203.0.113.%d, dscp: 10, servers: [web], ports: {http: {port: 80}}}
                """.formatted(interfaces, number);
    }
}
