// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.agent.config.ServedVip;
import dev.baro.core.api.OperatorException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NftListingTest {
    @Test
    void readsAForeignRuleWithItsCounter() {
        Ruleset ruleset = NftListing.read("""
                {"nftables": [
                  {"metainfo": {"version": "1.0.6"}},
                  {"table": {"family": "ip", "name": "old", "handle": 1}},
                  {"rule": {"family": "ip", "table": "old", "chain": "pre", "handle": 2, "expr": [
                    {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "dscp"}}, "right": 10}},
                    {"counter": {"packets": 7, "bytes": 420}},
                    {"mangle": {"key": {"payload": {"protocol": "ip", "field": "daddr"}}, "value": "211.115.115.1"}}
                  ]}}
                ]}
                """);

        assertThat(ruleset.hasOurTable()).isFalse();
        assertThat(ruleset.rules())
                .containsExactly(new Ruleset.ListedRule(
                        "ip old",
                        "pre",
                        2,
                        new Rule(List.of(Match.of("ip dscp", List.of("10"))), "", "ip daddr set 211.115.115.1", ""),
                        7));
        assertThat(ruleset.rules().getFirst().vipFor(marked("203.0.113.9=10:80")))
                .contains("211.115.115.1");
        assertThat(ruleset.rules().getFirst().vipFor(marked("203.0.113.9=11:80")))
                .isEmpty();
    }

    @Test
    void survivesExpressionsItDoesNotKnow() {
        Ruleset ruleset = NftListing.read("""
                {"nftables": [
                  {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": 1, "expr": [
                    {"xt": null},
                    {"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": ["established"]}},
                    {"jump": {"target": "x"}}
                  ]}}
                ]}
                """);

        assertThat(ruleset.rules()).hasSize(1);
        assertThat(ruleset.rules().getFirst().rule().action()).isEqualTo("{\"xt\":null} {\"jump\":{\"target\":\"x\"}}");
    }

    @Test
    void readsPoliciesAndTheElementsOfNamedSets() {
        Ruleset ruleset = NftListing.read("""
                {"nftables": [
                  {"set": {"family": "inet", "name": "web", "table": "fw", "type": "inet_service",
                    "elem": [{"elem": {"val": {"range": [80, 90]}, "timeout": 3600}}, 443]}},
                  {"chain": {"family": "inet", "table": "fw", "name": "in", "hook": "input", "prio": 0, "policy": "drop"}},
                  {"rule": {"family": "inet", "table": "fw", "chain": "in", "handle": 1, "expr": [
                    {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": "@web"}},
                    {"accept": null}
                  ]}}
                ]}
                """);

        assertThat(ruleset.hooks()).containsExactly(new Ruleset.Hook("inet fw", "in", "input", 0, "drop"));
        assertThat(ruleset.rules().getFirst().rule().matches())
                .containsExactly(Match.of("tcp dport", List.of("{\"range\":[80,90]}", "443")));
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatThrownBy(() -> NftListing.read("table inet baro {"))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith("nft -j list ruleset printed no JSON: ");
    }

    private static ServedVip.Marked marked(String text) {
        return (ServedVip.Marked) ServedVip.parse(text);
    }
}
