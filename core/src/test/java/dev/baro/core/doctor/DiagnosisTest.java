// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final Finding FINE = Finding.ok("lo-up", "lo is up");
    private static final Finding DOUBTFUL =
            Finding.warn("mtu", "eth0 has MTU 1400", "full packets get lost").advising("ask the network");
    private static final Finding BROKEN = Finding.fail("vip-on-lo", "203.0.113.10 is not on lo", "packets are dropped")
            .fixedBy("ip address add 203.0.113.10/32 dev lo");

    @Test
    void showsTheWorstFirst() {
        assertThat(new Diagnosis(List.of(FINE, DOUBTFUL, BROKEN)).text()).isEqualTo("""
                FAIL  vip-on-lo  203.0.113.10 is not on lo
                      cause: packets are dropped
                      fix:   ip address add 203.0.113.10/32 dev lo
                warn  mtu        eth0 has MTU 1400
                      cause: full packets get lost
                      to do: ask the network
                ok    lo-up      lo is up
                1 FAIL, 1 warning, 1 ok
                """);
    }

    @Test
    void whatWasNotLookedAtIsCountedAndIsNoFailure() {
        Diagnosis diagnosis = new Diagnosis(List.of(
                FINE,
                Finding.notLookedAt("firewall", "chain ip filter INPUT", "its conditions are hidden")
                        .advising("iptables-nft-save"),
                DOUBTFUL));

        assertThat(diagnosis.text()).isEqualTo("""
                warn  mtu       eth0 has MTU 1400
                      cause: full packets get lost
                      to do: ask the network
                ?     firewall  chain ip filter INPUT
                      cause: its conditions are hidden
                      to do: iptables-nft-save
                ok    lo-up     lo is up
                0 FAIL, 1 warning, 1 not looked at (?), 1 ok
                """);
        assertThat(diagnosis.json()).contains("\"level\" : \"not-looked-at\"");
        assertThat(diagnosis.exitCode()).isZero();
    }

    @Test
    void writesJsonInTheOrderOfTheChecks() {
        assertThat(new Diagnosis(List.of(FINE, BROKEN)).json()).isEqualTo("""
                {
                  "healthy" : false,
                  "findings" : [ {
                    "check" : "lo-up",
                    "level" : "ok",
                    "what" : "lo is up",
                    "cause" : "",
                    "fix" : "",
                    "advice" : ""
                  }, {
                    "check" : "vip-on-lo",
                    "level" : "fail",
                    "what" : "203.0.113.10 is not on lo",
                    "cause" : "packets are dropped",
                    "fix" : "ip address add 203.0.113.10/32 dev lo",
                    "advice" : ""
                  } ]
                }
                """);
    }

    @Test
    void onlyAFailureIsABadAnswer() {
        assertThat(new Diagnosis(List.of(FINE, DOUBTFUL)).exitCode()).isZero();
        assertThat(new Diagnosis(List.of(BROKEN)).exitCode()).isOne();
    }
}
