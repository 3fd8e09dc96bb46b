// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static dev.baro.core.health.WatchedServers.WITH_REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is known of a server outlives a new configuration and a restart.
class HealthBookReloadTest {
    private final WatchedServers servers = new WatchedServers();

    @Test
    void whatIsKnownOutlivesAReloadThatLeavesTheWay() {
        servers.up(2, Texts.store(2, ""));
        servers.connect(2, Reply.REFUSED, 2);
        servers.watch(Texts.store(3, "hold-down: 1m", WITH_REQUEST));

        assertThat(servers.words(3)).containsExactly("up", "down", "unknown");
    }

    @Test
    void aServerAtANewAddressIsUnknown() {
        servers.up(2, Texts.store(2, ""));
        servers.watch(Texts.config("""
                version: 1
                servers: {web-1: {address: 198.51.100.1}, web-2: {address: 198.51.100.99}}
                vips:
                  store: {address: 203.0.113.100, dscp: 10, servers: [web-1, web-2], ports: {http: {port: 80}}}
                """));

        assertThat(servers.words(2)).containsExactly("up", "unknown");
    }

    @Test
    void aNewCheckDoesNotTakeOutAServerInUse() {
        servers.up(1, Texts.store(1, ""));
        servers.watch(Texts.store(1, "up-after: l7", WITH_REQUEST));

        assertThat(servers.word(1)).isEqualTo("up");
    }

    @Test
    void theLastKnownStateHoldsAfterARestart() {
        servers.up(1, Texts.store(2, ""));
        servers.ping(2, Reply.NOTHING, 3);
        WatchedServers restarted = servers.restarted();
        restarted.watch(Texts.store(2, ""));
        assertThat(restarted.words(2)).containsExactly("up", "down");

        restarted.connect(1, Reply.REFUSED, 2);
        assertThat(restarted.word(1)).isEqualTo("down");
    }
}
