// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.yaml.YamlFrontEnd;
import org.junit.jupiter.api.Test;

class KernelMemoryTest {
    @Test
    void aRingTakesWholeLines() {
        assertThat(of("least-connections", 1, 1)).isEqualTo(new KernelMemory(16_777_216, 2 * 64));
        // A header and 51 slots of two bytes.
        assertThat(of("least-connections", 50, 1)).isEqualTo(new KernelMemory(16_777_216, 2 * 128));
    }

    @Test
    void aHashedRingHasRoomForWhatItsSlotsHad() {
        assertThat(of("maglev", 1, 1).rings()).isEqualTo(2 * (385 + 768) * 64);
        assertThat(of("round-robin", 1, 1).rings()).isEqualTo(2 * (385 + 768) * 64);
    }

    @Test
    void aServerWithoutAWeightHasNoSlot() {
        assertThat(of("least-connections", 50, 0).rings()).isEqualTo(2 * 64);
        assertThat(of("maglev", 0, 0).rings()).isEqualTo(2 * 2 * 64);
    }

    /// Of a VIP of two ports.
    private static KernelMemory of(String scheduler, int first, int second) {
        return KernelMemory.of(YamlFrontEnd.read("""
                version: 1
                servers:
                  s1: {address: 198.51.100.1, weight: %d}
                  s2: {address: 198.51.100.2, weight: %d}
                vips:
                  v:
                    address: 203.0.113.1
                    dscp: 10
                    scheduler: %s
                    servers: [s1, s2]
                    ports: {http: {port: 80}, https: {port: 443}}
                """.formatted(first, second, scheduler))
                .config()
                .orElseThrow());
    }
}
