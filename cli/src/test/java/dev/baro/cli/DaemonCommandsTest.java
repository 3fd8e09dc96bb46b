// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.doctor.KernelAlone;
import dev.baro.core.api.Json;
import dev.baro.core.api.Status;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The verbs that ask a daemon, against a real one over its real socket; only its kernel half is a stand-in.
class DaemonCommandsTest extends StoreDaemon {
    @Test
    void statusIsOneScreen() {
        Run run = baro("status");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().replaceAll("up \\d+s", "up 0s").replace(file.toString(), "/etc/baro/baro.yaml"))
                .isEqualTo("""
                        baro development  lb-a1  up 0s  all well
                        config r1 of /etc/baro/baro.yaml  XDP native on eth0

                        VIP         ADDRESS        DSCP                     PORTS    SERVERS  SESSIONS
                        store-app1  203.0.113.100  10 (tos 40, 0x28, AF11)  http:80      2/2         5
                        Idle sessions end after 2h 5m (TCP), 5m 0s (UDP): sessions.timeouts

                        store-app1
                        SERVER         DC     ADDRESS       STATE    HEALTH     WEIGHT  SESSIONS   SHARE
                        store-web-a01  idc-a  198.51.100.1  enabled  unwatched       1         2  75.0 %
                        store-web-a02  idc-a  198.51.100.2  enabled  unwatched       1         3  25.0 %

                        NOT FORWARDED    PACKETS
                        port-not-served        2
                        Passed to the kernel, not for a VIP: 17 packets
                        """);
    }

    @Test
    void ofManyPortsTheFirstAreShown() throws IOException {
        String ports = IntStream.range(0, 64)
                .mapToObj(i -> "p%d: {port: %d}".formatted(i, 8000 + i))
                .collect(Collectors.joining("\n      "));
        Files.writeString(file, Texts.STORE.replace("http: {port: 80}", ports));
        baro("apply", "--force");

        assertThat(baro("status").out()).contains("  p0:8000,p1:8001,p2:8002 and 61 more  ");
    }

    @Test
    void statusForProgramsIsTheAnswerOfTheApi() {
        Run run = baro("status", "-o", "json");

        assertThat(run.exitCode()).isZero();
        assertThat(Json.read(run.out(), Status.class).vips().getFirst().name()).isEqualTo("store-app1");
    }

    @Test
    void aProblemComesFirstAndIsTheExitCode() throws IOException {
        Files.writeString(file, Texts.BROKEN);
        baro("apply");

        Run run = baro("status");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines().findFirst().orElseThrow()).endsWith("1 PROBLEM");
        assertThat(run.out().lines().toList().get(3))
                .startsWith("PROBLEM  " + file)
                .contains("64");
        // The first line has the seconds since the start.
        assertThat(baro("status", "--problems").out().lines().skip(1).toList())
                .hasSize(3)
                .isEqualTo(run.out().lines().skip(1).limit(3).toList());
    }

    @Test
    void ofManyVipsThoseThatAreNotWellAreShown() throws IOException {
        writeVips(60, 3);
        baro("apply", "--force");
        assertThat(baro("status").out())
                .contains("\n60 of 60 VIPs have all their servers: baro status --all\n")
                .contains("\nNot well: 0 of 180 real servers of VIPs; baro status VIP shows all of one\n");

        baro("server", "drain", "web2", "--vip", "vip7");

        List<String> lines = baro("status").out().lines().toList();
        assertThat(lines)
                .anyMatch(line -> line.startsWith("vip7 ") && line.contains(" 2/3 "))
                .noneMatch(line -> line.startsWith("vip8 "))
                .contains("59 of 60 VIPs have all their servers: baro status --all")
                .anyMatch(line -> line.startsWith("web2 ") && line.contains(" drain "))
                .noneMatch(line -> line.startsWith("web1 "))
                .contains("Not well: 1 of 180 real servers of VIPs; baro status VIP shows all of one");
        assertThat(lines).hasSizeLessThan(30);
        assertThat(baro("status", "--all").out().lines().toList())
                .hasSizeGreaterThan(60 + 60 * 3)
                .anyMatch(line -> line.startsWith("vip8 "));
    }

    @Test
    void ofManyThatAreNotWellTheFirstAreShown() throws IOException {
        writeVips(60, 3);
        baro("apply", "--force");
        baro("server", "drain", "web2");

        List<String> lines = baro("status").out().lines().toList();

        assertThat(lines)
                .contains("0 of 60 VIPs have all their servers; 20 more have not: baro status --all")
                .contains("Not well: 60 of 180 real servers of VIPs, 20 not shown; baro status VIP shows all of one");
        assertThat(lines.stream().filter(line -> line.startsWith("web2 "))).hasSize(80);
    }

    @Test
    void ofOneVipAllServersAreShown() throws IOException {
        writeVips(60, 3);
        baro("apply", "--force");

        Run run = baro("status", "vip7");

        assertThat(run.out().lines().filter(line -> line.startsWith("vip")).map(line -> line.split(" ", 2)[0]))
                .containsExactly("vip7", "vip7");
        assertThat(run.out().lines().filter(line -> line.startsWith("web"))).hasSize(3);
        assertThat(baro("status", "vip99").err())
                .startsWith("baro: not found: there is no VIP vip99\nthere are: vip0, vip1, ");
    }

    private void writeVips(int vips, int servers) throws IOException {
        StringBuilder text = new StringBuilder(Texts.STORE.substring(0, Texts.STORE.indexOf("servers:")));
        text.append("servers:\n");
        IntStream.range(0, servers)
                .forEach(i ->
                        text.append("  web%d: {address: 198.51.100.%d, data-centre: idc-a}\n".formatted(i, i + 1)));
        String names = IntStream.range(0, servers).mapToObj(i -> "web" + i).collect(Collectors.joining(", "));
        text.append("vips:\n");
        IntStream.range(0, vips).forEach(i -> text.append("""
                          vip%d:
                            address: 203.0.113.%d
                            dscp: %d
                            servers: [%s]
                            ports: {http: {port: 80}}
                        """.formatted(i, i + 1, i + 1, names)));
        Files.writeString(file, text.toString());
    }

    @Test
    void colourOnlyWhereAskedFor() {
        assertThat(baro("status").out()).doesNotContain("\u001b[");
        assertThat(baro("status", "--color", "always").out()).contains("\u001b[32mall well\u001b[0m");
    }

    @Test
    void diffOfTheSameFileIsNoChange() {
        Run run = baro("diff", file.toString());

        assertThat(run).isEqualTo(new Run(0, "no change\n", ""));
    }

    @Test
    void diffShowsWhatWouldChange() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);

        Run run = baro("diff", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("  vips.store-app1");
        assertThat(forwarding.plans()).isEqualTo(1);
    }

    @Test
    void diffOfABrokenFileShowsItsProblems() throws IOException {
        Files.writeString(file, Texts.BROKEN);

        Run run = baro("diff", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(file + ":").contains("64");
    }

    @Test
    void applyPutsTheFileInForce() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);

        Run run = baro("apply");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("(?s)r2 live in \\d+ ms\n  vips\\.store-app1.*");
        assertThat(forwarding.plans()).isEqualTo(2);
    }

    @Test
    void applyOfABrokenFileChangesNothing() throws IOException {
        Files.writeString(file, Texts.BROKEN);

        Run run = baro("apply");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(file + ":").endsWith("correct the lines above; nothing has changed\n");
        assertThat(forwarding.plans()).isEqualTo(1);
    }

    @Test
    void applyThatTheKernelRefusesSaysWhatIsInForce() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);
        forwarding.refuse("the map of services is full");

        Run run = baro("apply");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("""
                        baro: the kernel refused r2: the map of services is full
                        r1 is still in force; restore its file, or fix the cause and apply again
                        """);
    }

    @Test
    void aDrainIsShownBesideWhatTheFileSays() {
        Run run = baro("server", "drain", "store-web-a02", "--reason", "kernel upgrade");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll("since \\S+Z", "since T")).isEqualTo("""
                        SERVER         VIP         STATE  WEIGHT  SESSIONS  FILE SAYS          OVERRIDE
                        store-web-a02  store-app1  drain       1         3  enabled, weight 1  drain, since T, "kernel upgrade"
                        """);
        assertThat(baro("status").out()).contains("1/2").contains("\"kernel upgrade\"");
    }

    @Test
    void enableTakesBackADrain() {
        baro("server", "drain", "store-web-a02");
        Run run = baro("server", "enable", "store-web-a02");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("enabled").endsWith("-\n");
        assertThat(baro("status").out()).contains("2/2");
    }

    @Test
    void aWeightOverTheFileIsShown() {
        assertThat(baro("server", "weight", "store-web-a01", "50", "--vip", "store-app1")
                        .out())
                .contains("enabled, weight 1  weight 50 here only, since");
    }

    @Test
    void anUnknownServerIsNamedWithThoseThatThereAre() {
        Run run = baro("server", "drain", "web-9");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("""
                        baro: not found: there is no server web-9
                        there are: store-web-a01, store-web-a02
                        """);
    }

    @Test
    void aTimeWithoutUnitIsAUsageError() {
        Run run = baro("server", "drain", "store-web-a01", "--deadline", "10");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a number and its unit, such as 90s, 10m, 2h");
    }

    @Test
    void drainStatusSaysHowManySessionsAreLeft() {
        assertThat(baro("server", "drains").out()).isEqualTo("no server is draining\n");
        baro("server", "drain", "store-web-a02");

        assertThat(baro("server", "drains").out()).isEqualTo("""
                        SERVER         VIP         SESSIONS  EMPTY SINCE  DEADLINE  SET BY
                        store-web-a02  store-app1         3  -            -         an operator
                        """);
    }

    @Test
    void waitingForADrainEndsWhenItsServerIsEmpty() {
        forwarding.empty();

        Run run = baro("server", "drain", "store-web-a02", "--wait");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith("store-web-a02 is empty after 0s: safe to stop\n");
    }

    @Test
    void waitingForADrainEndsWithItsDeadline() {
        Run run = baro("server", "drain", "store-web-a02", "--wait", "--deadline", "1s");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("""
                        3 sessions left
                        no longer draining: store-web-a02: see baro server members store-web-a02
                        """);
    }

    /// The stand-in has counted the same packets whenever it is asked.
    @Test
    void ratesAreThoseOfTheBalancerAndOfEachVip() {
        Run run = baro("rates");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll("for \\d+s", "for 0s").replaceAll("(?s)\nHEADROOM.*", ""))
                .isEqualTo("""
                        VIP         PACKETS/S  1 MIN  PEAK  BITS/S  1 MIN  PEAK  NEW/S  1 MIN  PEAK
                        balancer            0      0     0       0      0     0      0      0     0
                        store-app1          0      0     0       0      0     0      0      0     0
                        Measured for 0s.
                        """);
    }

    @Test
    void ratesSayHowNearTheLimitsAre() {
        assertThat(baro("rates").out())
                .containsPattern(
                        "\nHEADROOM +USED +OF\npackets and timers, busiest processor +\\d+\\.\\d %  one processor")
                .containsPattern("\nsession table +\\d\\.\\d %  \\d+ places, 5 sessions\n");
    }

    @Test
    void theStandInTakesNoTime() {
        assertThat(baro("status", "--timing").out())
                .endsWith("\n\nTIMING  no packet arrived on the attached interfaces in that second\n");
    }

    @Test
    void ratesOfAVipAreThoseOfItsServers() {
        assertThat(baro("rates", "store-app1").out())
                .containsSubsequence("balancer ", "store-app1 ", "store-web-a01 ", "store-web-a02 ");
        assertThat(baro("rates", "store-app1", "-o", "json").out()).contains("\"peak\" : {");

        Run unknown = baro("rates", "store-app9");

        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("store-app9");
    }

    @Test
    void withoutADaemonItSaysHowToStartOne() {
        daemon.close();

        Run run = baro("status");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .startsWith("baro: no daemon answers at " + socket
                        + ": the socket does not exist; start one with baro run, or use --socket PATH\n")
                .endsWith(KernelAlone.sentence() + "\n");
    }

    @Test
    void theSocketOfADeadDaemonIsNotADaemon() throws IOException {
        daemon.close();
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();

        Run run = baro("status");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .matches("baro: no daemon answers at " + socket
                        + ": .+; start one with baro run, or use --socket PATH\n.+\n");
    }

    @Test
    void aSilentDaemonIsSaidToBeSilentWithinFiveSeconds() throws IOException {
        daemon.close();
        try (ServerSocketChannel silent =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket))) {
            assertThat(silent.isOpen()).isTrue();
            long begunNs = System.nanoTime();

            Run run = baro("status");

            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err()).startsWith("baro: no daemon answers at " + socket + ": no answer within 5 s;");
            assertThat(System.nanoTime() - begunNs).isLessThan(9_000_000_000L);
        }
    }
}
