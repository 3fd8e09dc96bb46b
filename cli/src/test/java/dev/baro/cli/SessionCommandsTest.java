// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.FlowReport;
import dev.baro.core.api.Json;
import dev.baro.core.api.SessionList;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// What an operator asks of the session table, against a real daemon with a stand-in for the kernel half.
class SessionCommandsTest extends StoreDaemon {
    @Test
    void listCountsByServerAndState() {
        assertThat(baro("session", "list")).isEqualTo(new Run(0, """
                VIP         PORT  SERVER         ACTIVE  HALF-OPEN  ESTABLISHED
                store-app1  http  store-web-a01       2          1            1
                store-app1  http  store-web-a02       3          0            3

                table  5 of 2048 places (0.2 %), 16.4 kB; swept for 0.002 s of CPU so far
                """, ""));
    }

    @Test
    void listTakesFilters() {
        Run run = baro("session", "list", "--server", "store-web-a02", "--state", "established", "-o", "json");

        SessionList list = Json.read(run.out(), SessionList.class);
        assertThat(list.servers()).hasSize(1);
        assertThat(list.servers().getFirst().states())
                .containsOnlyKeys("established")
                .containsEntry("established", 3L);
        assertThat(list.table().used()).isEqualTo(5);
    }

    @Test
    void estimatesAreMarkedEverywhere() throws IOException {
        Files.writeString(file, Texts.STORE.replace("round-robin", "maglev"));
        baro("apply");
        forwarding.estimate();

        assertThat(baro("session", "list").out().lines())
                .contains("store-app1  http  store-web-a02      ~3          0            3")
                .contains("store-app1 uses the hash (maglev): its flows need no session, and ~ marks an estimate");
        assertThat(baro("status").out()).contains("http:80      2/2        ~5").containsPattern("store-web-a02 .* ~3 ");
        assertThat(baro("status", "-o", "json").out()).contains("\"sessions_estimated\" : true");
    }

    @Test
    void unknownFiltersAreRefused() {
        assertThat(baro("session", "list", "--state", "open")).isEqualTo(new Run(1, "", """
                baro: cannot be done as requested: "open" is not a state of a session
                one of half-open, udp-new, closing, copy, established, udp, affinity
                """));
        assertThat(baro("session", "list", "--vip", "store-app2").err())
                .startsWith("baro: not found: there is no VIP store-app2");
    }

    @Test
    void showTellsServerAndState() {
        assertThat(baro("session", "show", "192.0.2.7:40000", "203.0.113.100:80"))
                .isEqualTo(new Run(0, """
                        192.0.2.7:40000 -> tcp 203.0.113.100:80  store-app1 http  round-robin
                        server   store-web-a01
                        session  established, idle 3 s
                        """, ""));
    }

    @Test
    void showTellsWhereAFlowWithoutSessionGoes() {
        Run run = baro("session", "show", "192.0.2.7:40001", "203.0.113.100:80");

        assertThat(run.out().lines().skip(1))
                .containsExactly(
                        "server   store-web-a02, by the hash",
                        "session  none; a new connection gets a server by round-robin");
    }

    @Test
    void showForProgramsIsTheAnswerOfTheApi() {
        Run run = baro("session", "show", "192.0.2.7:40000", "203.0.113.100:80", "-o", "json");

        assertThat(Json.read(run.out(), FlowReport.class))
                .isEqualTo(new FlowReport(
                        "192.0.2.7:40000",
                        "store-app1",
                        "http",
                        "tcp 203.0.113.100:80",
                        "round-robin",
                        "store-web-a01",
                        "established",
                        3,
                        false));
    }

    @Test
    void showRefusesWhatIsNoFlow() {
        assertThat(baro("session", "show", "192.0.2.7", "203.0.113.100:80")).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .contains("\"192.0.2.7\" is not an address and a port, such as 198.51.100.7:40000 or"
                            + " [2001:db8::7]:40000");
        });
        assertThat(baro("session", "show", "2001:db8::7:40000", "203.0.113.100:80")
                        .exitCode())
                .isEqualTo(2);
        assertThat(baro("session", "show", "[2001:db8::7]:40000", "203.0.113.100:80")
                        .err())
                .isEqualTo("""
                        baro: cannot be done as requested: [2001:db8::7]:40000 and 203.0.113.100:80 are of different IP versions
                        a flow has one version
                        """);
        assertThat(baro("session", "show", "192.0.2.7:40000", "203.0.113.100:81")
                        .err())
                .isEqualTo("""
                        baro: not found: tcp 203.0.113.100:81 is not served
                        there are: tcp 203.0.113.100:80
                        """);
        assertThat(baro("session", "show", "192.0.2.7:40000", "203.0.113.100:80", "--protocol", "sctp")
                        .err())
                .isEqualTo("""
                        baro: cannot be done as requested: "sctp" is not a protocol
                        tcp or udp
                        """);
    }

    @Test
    void whatIsExplainedIsNotTraced() {
        assertThat(baro("trace", "--explain", "192.0.2.7", "store-app1", "-n", "3"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run ->
                        assertThat(run.err()).startsWith("baro: -n applies to real packets, not to an explanation"));
        assertThat(baro("trace", "192.0.2.7", "store-app1", "--packet", "ack").err())
                .startsWith("baro: --packet needs --explain or --probe");
    }

    @Test
    void aWrongQuestionOfAPacketIsRefused() {
        assertThat(baro("trace", "--explain", "any", "store-app1")).isEqualTo(new Run(1, "", """
                        baro: cannot be done as requested: "any" is neither an address nor an address and a port
                        such as 198.51.100.7, 198.51.100.7:40000 or [2001:db8::7]:40000
                        """));
    }
}
