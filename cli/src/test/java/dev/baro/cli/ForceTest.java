// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What takes traffic away is refused with the line to type, by a real daemon over its real socket; only its kernel
/// half is a stand-in.
class ForceTest extends StoreDaemon {
    private static final String EMPTY = "version: 1\nbalancers: {lb-a1: {address: 192.0.2.11, interfaces: [eth0]}}\n";

    @Test
    void everyVipIsTakenAwayByForceAlone() throws IOException {
        Files.writeString(file, EMPTY);

        Run refused = baro("apply");

        assertThat(refused).isEqualTo(new Run(5, "", """
                        baro: the file takes traffic away; nothing has changed:
                          every VIP is removed: store-app1 (203.0.113.100)
                        if that is meant, type: baro apply --socket %s --force
                        """.formatted(socket)));
        assertThat(forwarding.plans()).isEqualTo(1);
        assertThat(baro("status").out())
                .contains("store-app1")
                .contains(("PROBLEM  %s: every VIP is removed: store-app1 (203.0.113.100); if that is meant, type:"
                                        + " baro apply")
                                .formatted(file)
                        + " --force --socket " + socket + " (r1 is in force)\n");

        Run forced = baro("apply", "--force");

        assertThat(forced.exitCode()).isZero();
        assertThat(forced.out()).matches("(?s)r2 live in \\d+ ms\n.*vips +- store-app1\n");
        assertThat(forwarding.plans()).isEqualTo(2);
        assertThat(baro("status").out())
                .contains("PROBLEM  the configuration has no VIP, so no packet is forwarded; add a VIP under vips:"
                        + " and type baro apply\n");
    }

    @Test
    void anotherDscpIsForced() throws IOException {
        Files.writeString(file, Texts.STORE.replace("dscp: 10", "dscp: 12"));

        assertThat(baro("apply")).isEqualTo(new Run(5, "", """
                        baro: the file takes traffic away; nothing has changed:
                          store-app1 changes its DSCP from 10 to 12: its real servers must be prepared for the new one first
                        if that is meant, type: baro apply --socket %s --force
                        """.formatted(socket)));
        assertThat(baro("apply", "--force").exitCode()).isZero();
    }

    @Test
    void diffTellsBeforeWhatApplyWillRefuse() throws IOException {
        Files.writeString(file, Texts.STORE.replace("dscp: 10", "dscp: 12"));

        Run run = baro("diff", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualTo("needs --force: store-app1 changes its DSCP from 10 to 12: its real servers must be prepared"
                        + " for the new one first\n");
    }

    @Test
    void aTerminalIsAsked() throws IOException {
        Files.writeString(file, EMPTY);

        Run no = Run.atTerminal("\n", line("apply"));
        assertThat(no).isEqualTo(new Run(5, "", """
                        baro: the file takes traffic away; nothing has changed:
                          every VIP is removed: store-app1 (203.0.113.100)
                        proceed anyway? [y/N] baro: nothing has changed
                        if that is meant, type: baro apply --socket %s --force
                        """.formatted(socket)));
        assertThat(forwarding.plans()).isEqualTo(1);

        assertThat(Run.atTerminal("y\n", line("apply")).exitCode()).isZero();
        assertThat(forwarding.plans()).isEqualTo(2);
    }

    @Test
    void theLastServerIsDrainedByForceAlone() {
        assertThat(baro("server", "drain", "store-web-a01").exitCode()).isZero();

        Run refused = baro("server", "drain", "store-web-a02", "--reason", "kernel upgrade");

        assertThat(refused).isEqualTo(new Run(5, "", """
                        baro: too few usable real servers would remain; nothing has changed:
                          store-app1 would have 0 usable real servers and needs 1
                        if that is meant, type: baro server drain store-web-a02 --reason 'kernel upgrade' --socket %s --force
                        """.formatted(socket)));
        assertThat(baro("status").out()).contains("1/2");

        Run forced = baro("server", "drain", "store-web-a02", "--force");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.err()).isEqualTo("warning: store-app1: no real server takes new sessions\n");
    }

    @Test
    void disableAndWeightNoughtAreAskedTheSame() {
        baro("server", "drain", "store-web-a01");

        for (String[] words :
                List.of(new String[] {"disable", "store-web-a02"}, new String[] {"weight", "store-web-a02", "0"})) {
            String[] line =
                    line(Stream.concat(Stream.of("server"), Stream.of(words)).toArray(String[]::new));
            assertThat(Run.baro(line)).isEqualTo(new Run(5, "", """
                            baro: too few usable real servers would remain; nothing has changed:
                              store-app1 would have 0 usable real servers and needs 1
                            if that is meant, type: baro %s --force
                            """.formatted(String.join(" ", line))));
        }
        assertThat(baro("server", "weight", "store-web-a02", "50").exitCode()).isZero();
    }

    @Test
    void aServerThatIsNotUsableMayAlwaysBeDrained() {
        baro("server", "disable", "store-web-a01");

        assertThat(baro("server", "drain", "store-web-a01").exitCode()).isZero();
    }
}
