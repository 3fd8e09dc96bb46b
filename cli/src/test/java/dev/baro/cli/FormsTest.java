// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The forms in which answers can be had, and what can be left out of them.
class FormsTest extends StoreDaemon {
    @Test
    void theWideFormHasEveryColumn() {
        assertThat(baro("status", "-o", "wide").out())
                .contains(
                        "\nVIP         ADDRESS        DSCP                     SCHEDULER    PORTS    SERVERS  SESSIONS\n")
                .contains("HEALTH     WEIGHT  SESSIONS  NEW   SHARE  PACKETS    BYTES\n")
                .contains("unwatched       1         2    3  75.0 %    12000  1.24 MB\n");
    }

    @Test
    void otherFormsAreForOtherPrograms() {
        assertThat(baro("status", "-o", "name").out()).isEqualTo("store-app1\n");
        assertThat(baro("server", "list", "-o", "name").out()).isEqualTo("store-web-a01\nstore-web-a02\n");
        assertThat(baro("status", "-o", "yaml").out())
                .startsWith("balancer: \"lb-a1\"\n")
                .contains("\n- name: \"store-app1\"\n");
        assertThat(baro("server", "members", "-o", "yaml").out()).startsWith("servers:\n- server: \"store-web-a01\"\n");
    }

    @Test
    void whatReadsIpvsadmReadsTheStatus() {
        baro("server", "drain", "store-web-a02", "--force");

        Run run = baro("status", "-o", "ipvsadm");

        assertThat(run.out()).isEqualTo("""
                        IP Virtual Server version 1.2.1 (size=2048)
                        Prot LocalAddress:Port Scheduler Flags
                          -> RemoteAddress:Port             Forward Weight ActiveConn InActConn
                        TCP  203.0.113.100:80 wrr
                          -> 198.51.100.1:80                Route   1      1          1
                          -> 198.51.100.2:80                Route   0      3          0
                        """);
        assertThat(run.err()).startsWith("note: the form ipvsadm cannot show marks");
    }

    @Test
    void aFormThatAnAnswerDoesNotHaveIsAUsageError() {
        Run run = baro("server", "show", "store-web-a01", "-o", "ipvsadm");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("baro: this output has no form ipvsadm; it has table, json, yaml\n");
        assertThat(baro("doctor", "-o", "yaml").err()).contains("it has table, json\n");
    }

    @Test
    void listsAreFiltered() {
        baro("server", "drain", "store-web-a02");

        assertThat(baro("server", "list", "--problems", "-o", "name").out()).isEqualTo("store-web-a02\n");
        assertThat(baro("server", "list", "--data-centre", "idc-b", "-o", "name")
                        .out())
                .isEmpty();
        assertThat(baro("server", "list", "--vip", "store-app1", "-o", "name")
                        .out()
                        .lines())
                .hasSize(2);
        assertThat(baro("server", "list", "--vip", "other", "-o", "json").out()).contains("\"servers\" : [ ]");
    }
}
