// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @Test
    void defaultLabIsInstanceLab() {
        Names names = new Names("baro-");

        assertThat(names.namespace("lb-a1").name()).isEqualTo("baro-lb-a1");
        assertThat(names.directory()).hasToString("/run/baro-lab");
        assertThat(names.pins()).hasToString("/sys/fs/bpf/baro/lab");
    }

    @Test
    void anotherPrefixSharesNothing() {
        Names names = new Names("bdev-");

        assertThat(names.directory()).hasToString("/run/bdev-lab");
        assertThat(names.pins()).hasToString("/sys/fs/bpf/baro/bdev-lab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "baro", "-", "../x-", "B-", "much-too-long-"})
    void rejectsWhatIsNoName(String prefix) {
        assertThatThrownBy(() -> new Names(prefix)).isInstanceOf(LabException.class);
    }
}
