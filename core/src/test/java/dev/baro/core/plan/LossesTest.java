// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a new file may not take away without a word.
class LossesTest {
    private static final String STORE = PlanTexts.STORE;
    private static final String SERVERIRON = """
            server remote-name web-1 198.51.100.1
            port http
            server virtual store 203.0.113.100
            tos-marking 10 hc-l3-dsr
            port http
            bind http web-1 http
            """;

    @Test
    void anEmptyFileTakesEveryVip() {
        assertThat(losses("version: 1\n"))
                .containsExactly("every VIP is removed: store (203.0.113.100), shop (203.0.113.101)");
    }

    @Test
    void manyVipsAreNotNamedOneByOne() {
        StringBuilder many = new StringBuilder("version: 1\nservers: {a: {address: 198.51.100.1}}\nvips:\n");
        IntStream.rangeClosed(1, 20)
                .forEach(i -> many.append(
                        "  v%d: {address: 203.0.113.%d, dscp: %d, servers: [a], ports: {http: {port: 80}}}\n"
                                .formatted(i, i, i)));

        assertThat(Losses.of(state(PlanTexts.config(many.toString()), Health.UNWATCHED), Config.EMPTY))
                .singleElement()
                .asString()
                .endsWith("v12 (203.0.113.12) and 8 more");
    }

    @Test
    void theFirstFileTakesNothing() {
        assertThat(Losses.of(State.INITIAL, Config.EMPTY)).isEmpty();
        assertThat(Losses.of(State.INITIAL, PlanTexts.store())).isEmpty();
    }

    /// `|` stands for a line break, which a row has no room for.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "dscp: 10; dscp: 12;store changes its DSCP from 10 to 12: its real servers must be prepared for the"
                        + " new one first",
                "servers: [a, b, c]; servers: [];store loses every real server: a, b, c",
                "servers: [a, b]; servers: [c];shop loses every real server: a, b",
                "servers: [a, b, c]|; servers: [a]|    need: 1|;",
                "address: 203.0.113.100; address: 203.0.113.102;store moves from 203.0.113.100 to 203.0.113.102:"
                        + " packets to 203.0.113.100 are no longer forwarded",
                "ports: {http: {port: 80}, ssl: {port: 443}}; ports: {http: {port: 81}};"
                        + "store loses every port: http (tcp 80), ssl (tcp 443)",
                "ports: {http: {port: 80}, ssl: {port: 443}}; ports: {ssl: {port: 443, protocol: udp}};"
                        + "store loses every port: http (tcp 80), ssl (tcp 443)",
                "ports: {http: {port: 80}, ssl: {port: 443}}; ports: {ssl: {port: 443}};",
                "dscp: 10; dscp: 10|    scheduler: maglev;",
                "store:; market:;",
                "shop:; mall:;",
            })
    void whatOneVipLoses(String from, String to, String loss) {
        String before = from.replace('|', '\n');
        String text = STORE.replaceFirst(java.util.regex.Pattern.quote(before), to.replace('|', '\n'));

        assertThat(text).isNotEqualTo(STORE);
        assertThat(losses(text)).isEqualTo(loss == null ? List.of() : List.of(loss));
    }

    @Test
    void oneVipLessIsNoLossWhereOthersStay() {
        assertThat(losses(STORE.substring(0, STORE.indexOf("  shop:")))).isEmpty();
    }

    @Test
    void serversThatTakeNoSessionsAreNotLeft() {
        String text = STORE.replace("198.51.100.1}", "198.51.100.1, state: drain}")
                .replace("198.51.100.2}", "198.51.100.2, weight: 0}");

        assertThat(losses(text)).containsExactly("shop is left without a usable real server: a (drain), b (weight 0)");
        assertThat(losses(text.replace("198.51.100.3}", "198.51.100.3, state: disabled}")))
                .containsExactly(
                        "store is left without a usable real server: a (drain), b (weight 0), c (disabled)",
                        "shop is left without a usable real server: a (drain), b (weight 0)");
    }

    @Test
    void anotherAddressIsAnotherServer() {
        String text = STORE.replace("198.51.100.1}", "198.51.100.11}").replace("198.51.100.2}", "198.51.100.12}");

        assertThat(losses(text)).containsExactly("shop loses every real server: a, b");
    }

    @Test
    void aMethodIsAsGoodAsADscp() {
        String text = STORE.replace("198.51.100.1}", "198.51.100.1, method: ipip}")
                .replace("198.51.100.2}", "198.51.100.2, method: mac}");

        assertThat(losses(text))
                .containsExactly("shop changes the method of every real server: a (dscp -> ipip), b (dscp -> mac):"
                        + " they must be prepared for the new method first");
    }

    @Test
    void anAddressThatIsNoLongerAnsweredForIsLost() {
        Config answered = PlanTexts.config(STORE.replace("dscp: 11", "dscp: 11\n    local-segment: true"));

        assertThat(Losses.of(state(answered, Health.UNWATCHED), PlanTexts.store()))
                .containsExactly("shop no longer answers ARP on its segment: local-segment true -> false");
    }

    @Test
    void whatProbesFoundDownServesNobody() {
        State state = state(PlanTexts.store(), up("store http a", "store http b", "store ssl b", "shop http b"));

        assertThat(Losses.of(state, PlanTexts.config(STORE.replace("servers: [a, b]", "servers: [a, c]"))))
                .containsExactly("shop is left without a usable real server: b (removed)");
        assertThat(Losses.of(state, PlanTexts.config(STORE.replace("  shop:", "  shop2:"))))
                .containsExactly("shop is left without a usable real server: b (not up on any port of the new file)");
        assertThat(Losses.of(state, PlanTexts.config(STORE.replace("servers: [a, b, c]", "servers: [b, c]"))))
                .isEmpty();
    }

    @Test
    void whatIsDownAnywayIsNotLost() {
        State state = state(PlanTexts.store(), up("store http a"));

        assertThat(Losses.of(state, PlanTexts.config(STORE.replace("servers: [a, b]", "servers: [b, c]"))))
                .isEmpty();
    }

    @Test
    void aServerThatAnOperatorDrainedIsNotLeft() {
        State drained = state(PlanTexts.store(), Health.UNWATCHED)
                .after(
                        new Event.ServerOverridden(
                                new ServerOverride("b", "shop", new ServerOverride.Wish.Disable(), "", 3)),
                        3);

        assertThat(Losses.of(drained, PlanTexts.config(STORE.replace("servers: [a, b]", "servers: [b]"))))
                .containsExactly("shop is left without a usable real server: a (removed)");
    }

    @Test
    void aServerIronTextIsAskedTheSame() {
        State served = state(PlanTexts.config(SERVERIRON), Health.UNWATCHED);

        assertThat(Losses.of(served, PlanTexts.config(SERVERIRON.replace("tos-marking 10", "tos-marking 11"))))
                .containsExactly("store changes its DSCP from 10 to 11: its real servers must be prepared for the new"
                        + " one first");
        assertThat(Losses.of(served, PlanTexts.config("version: 1\n")))
                .containsExactly("every VIP is removed: store (203.0.113.100)");
    }

    private static List<String> losses(String text) {
        return Losses.of(state(PlanTexts.store(), Health.UNWATCHED), PlanTexts.config(text));
    }

    private static State state(Config config, Health health) {
        return State.INITIAL
                .after(new Event.ConfigAccepted(config, "test.yaml"), 1)
                .after(new Event.HealthChanged(health), 2);
    }

    private static Health up(String... members) {
        Map<ServiceMember, MemberHealth> known = new HashMap<>();
        for (String member : members) {
            String[] words = member.split(" ", -1);
            known.put(
                    new ServiceMember(words[0], words[1], words[2]),
                    new MemberHealth(Condition.UP, true, Verdict.HEALTHY, 0));
        }
        return new Health(true, known, Suspicion.NONE);
    }
}
