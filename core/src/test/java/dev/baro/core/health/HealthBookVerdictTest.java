// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static dev.baro.core.health.WatchedServers.explanation;
import static dev.baro.core.health.WatchedServers.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Why a server is down: when an explanation is asked for, and what becomes of it.
class HealthBookVerdictTest {
    private final WatchedServers servers = new WatchedServers();

    @Test
    void asksForAnExplanationAtTheFirstFailure() {
        servers.up(1, Texts.store(2, ""));
        servers.connect(1, Reply.NOTHING, 1);

        assertThat(servers.book.takeUnexplained()).containsExactly(target(Layer.L4, 1, "http"));
        assertThat(servers.book.takeUnexplained()).isEmpty();
    }

    @Test
    void asksAgainWhenItFallsWhenTheReplyChangesAndNowAndThen() {
        servers.up(1, Texts.store(2, ""));
        assertThat(explanationsAsked(Reply.NOTHING, 9)).isEqualTo(2);
        assertThat(explanationsAsked(Reply.FROM_REAL_ADDRESS, 1)).isEqualTo(1);
        assertThat(explanationsAsked(Reply.FROM_REAL_ADDRESS, 20)).isEqualTo(2);
    }

    @Test
    void theVerdictIsThatOfTheLowestLayerThatFails() {
        servers.up(1, Texts.store(2, ""));
        servers.connect(1, Reply.NOTHING, 2);
        servers.explain(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.EXPECTED);
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.VIP_SILENT);

        servers.ping(1, Reply.NOTHING, 3);
        servers.explain(target(Layer.L3, 1, ""), Reply.NOTHING, Reply.NOTHING);
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.SERVER_DOWN);
    }

    @Test
    void theVerdictIsThereWhenTheServerGoesDown() {
        servers.up(1, Texts.store(2, ""));
        servers.connect(1, Reply.FROM_REAL_ADDRESS, 1);
        servers.explain(target(Layer.L4, 1, "http"), Reply.FROM_REAL_ADDRESS, Reply.EXPECTED);

        servers.take(target(Layer.L4, 1, "http"), Reply.FROM_REAL_ADDRESS);
        List<HealthChange> changes = servers.advance(0);

        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().after().word()).isEqualTo("down");
        assertThat(changes.getFirst().after().verdict()).isEqualTo(Verdict.MARK_LOST);
        assertThat(changes.getFirst().where()).isEqualTo(Layer.L4);
        assertThat(changes.getFirst().sent()).isEqualTo("SYN to 198.51.100.1:80, DSCP 10");
        assertThat(changes.getFirst().back()).isEqualTo("an answer from the server's own address");
    }

    @Test
    void aVerdictThatComesLateIsAChangeToo() {
        servers.up(1, Texts.store(2, ""));
        servers.connect(1, Reply.NOTHING, 2);
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.UNKNOWN);

        servers.book.take(
                target(Layer.L4, 1, "http"), explanation(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.EXPECTED));

        assertThat(servers.advance(0)).hasSize(1);
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.VIP_SILENT);
    }

    @Test
    void anExplanationThatDecidesNothingKeepsTheOneBefore() {
        servers.up(1, Texts.store(2, ""));
        servers.connect(1, Reply.NOTHING, 2);
        servers.explain(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.EXPECTED);
        servers.explain(target(Layer.L4, 1, "http"), Reply.VOID, Reply.VOID);

        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.VIP_SILENT);
    }

    @Test
    void withoutAMarkTheServerIsExplainedByItsOwnAddress() {
        Config unmarked = Texts.config("""
                version: 1
                servers: {web-1: {address: 198.51.100.1}}
                vips:
                  store:
                    address: 203.0.113.100
                    dscp: 10
                    probe-through-dscp: false
                    servers: [web-1]
                    ports: {http: {port: 80}}
                """);
        servers.up(1, unmarked);
        servers.connect(1, Reply.NOTHING, 2);
        assertThat(servers.book.takeUnexplained()).containsExactly(target(Layer.L4, 1, "http"));
        servers.explain(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.NOTHING);

        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.SERVER_DOWN);
    }

    @Test
    void anExplanationThatDecidesNothingIsRepeatedAtTheNextFailure() {
        servers.up(1, Texts.store(2, ""));
        assertThat(explanationsAsked(Reply.NOTHING, 4)).isEqualTo(2);
        servers.explain(target(Layer.L4, 1, "http"), Reply.VOID, Reply.VOID);

        assertThat(explanationsAsked(Reply.NOTHING, 1)).isEqualTo(1);
    }

    /// Firewalls send ICMP errors at a limited rate, too.
    @Test
    void silenceAfterAFirewallsWordSaysNothingNew() {
        servers.up(1, Texts.store(2, ""));
        servers.connect(1, Reply.PROHIBITED, 1);
        servers.connect(1, Reply.NOTHING, 2);
        servers.explain(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.NOTHING);

        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.REFUSED_BY_FIREWALL);
    }

    @Test
    void silenceAfterAPortUnreachableSaysNothingNew() {
        servers.watch(Texts.store(2, "", "http: {port: 80, protocol: udp, check: {l4: {send: ping, answer: pong}}}"));
        for (int server = 1; server <= 2; server++) {
            servers.ping(server, Reply.EXPECTED, 2);
            servers.connect(server, Reply.EXPECTED, 1);
        }
        servers.connect(1, Reply.REFUSED, 1);
        servers.connect(1, Reply.NOTHING, 2);
        servers.explain(target(Layer.L4, 1, "http"), Reply.NOTHING, Reply.NOTHING);

        assertThat(servers.word(1)).isEqualTo("down");
        assertThat(servers.health(1).verdict()).isEqualTo(Verdict.NOT_LISTENING);
    }

    private int explanationsAsked(Reply reply, int times) {
        servers.book.takeUnexplained();
        int asked = 0;
        for (int i = 0; i < times; i++) {
            servers.take(target(Layer.L4, 1, "http"), reply);
            asked += servers.book.takeUnexplained().size();
        }
        return asked;
    }
}
