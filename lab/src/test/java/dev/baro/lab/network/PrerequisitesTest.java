// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {
    @Test
    void namesEveryMissingProgramAndEachPackageOnce() {
        Set<String> absent = Set.of("nsenter", "setsid", "wrk");

        String sentence = Prerequisites.sentence(Prerequisites.missing(program -> !absent.contains(program)));

        assertThat(sentence).isEqualTo("missing: nsenter, setsid, wrk; install: apt-get install util-linux wrk");
    }

    @Test
    void findsNothingMissingWhereEverythingIs() {
        assertThat(Prerequisites.missing(program -> true)).isEmpty();
    }
}
