// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The fixes of `baro doctor` that are verbs, typed against a real daemon; only its kernel half is a stand-in.
class DoctorFixesTest extends StoreDaemon {
    private static final Pattern FIX = Pattern.compile("(?m)^ +fix: +baro (.*)$");

    @Test
    void whatKeepsAConfigurationOutOfForceIsGoneOnceItIsAppliedAgain() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);
        forwarding.refuse("the map of services is full");
        baro("apply");
        forwarding.refuse("");
        String broken = doctor();
        assertThat(broken)
                .containsPattern(
                        "FAIL +daemon +the newest configuration is not in force: .*the map of services is full");
        assertThat(fixes(broken)).containsExactly("apply");

        Run typed = baro(fixes(broken).getFirst().split(" ", -1));

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(doctor()).containsPattern("(?m)^ok +daemon ");
        assertThat(fixes(doctor())).isEmpty();
    }

    /// Only a person can correct a file; what is typed shows each mistake.
    @Test
    void aBrokenFileIsShownWithItsMistakes() throws IOException {
        Files.writeString(file, Texts.BROKEN);
        String broken = doctor();
        assertThat(broken).containsPattern("FAIL +config +" + file + ": dscp 64 is out of range");
        assertThat(fixes(broken)).containsExactly("check " + file);

        Run typed = Run.baro(fixes(broken).getFirst().split(" ", -1));

        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.out()).contains(file + ":").contains("dscp 64 is out of range");
        Files.writeString(file, Texts.STORE);
        assertThat(fixes(doctor())).isEmpty();
    }

    /// On `lo`, which is up and has a wide MTU; whatever the host itself lacks is not of this test.
    private String doctor() {
        return baro("doctor", "--interface", "lo").out();
    }

    private static List<String> fixes(String said) {
        return FIX.matcher(said)
                .results()
                .map((MatchResult fix) -> fix.group(1))
                .toList();
    }
}
