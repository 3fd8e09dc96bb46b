// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What nft lists as JSON reads as an operator writes it.
class NftStatementTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"drop\":null}|drop",
                "{\"limit\":{\"rate\":5,\"per\":\"minute\",\"burst\":5}} {\"drop\":null}|limit rate 5/minute drop",
                "{\"limit\":{\"rate\":5,\"inv\":true}} {\"accept\":null}|limit rate over 5/second accept",
                "{\"jump\":{\"target\":\"to-vip\"}}|jump to-vip",
                "{\"reject\":null}|reject",
                "{\"reject\":{\"type\":\"icmpx\",\"expr\":\"admin-prohibited\"}}|reject with icmpx admin-prohibited",
                "{\"reject\":{\"type\":\"tcp reset\"}}|reject with tcp reset",
                "{\"log\":{\"prefix\":\"in {x\\\"y: \"}} {\"drop\":null}|log prefix \"in {x\"y: \" drop",
                "{\"vmap\":{\"key\":{\"ct\":{\"key\":\"state\"}},\"data\":{\"set\":[[\"invalid\",{\"drop\":null}]]}}}"
                        + "|ct state vmap { invalid : drop }",
                "{\"xt\":{\"type\":\"target\",\"name\":\"DROP\"}}|xt type target name DROP",
                "{\"xt\":null}|xt",
                "{\"range\":[400,500]}|400-500",
                "{\"prefix\":{\"addr\":\"10.0.0.0\",\"len\":8}}|10.0.0.0/8",
                "ip dscp set 10 {\"accept\":null}|ip dscp set 10 accept",
                "return|return",
                "{\"drop\":|{\"drop\":",
            })
    void readsAsAnOperatorWritesIt(String action, String words) {
        assertThat(NftStatement.words(action)).isEqualTo(words);
    }

    @Test
    void aListedRuleReadsAsALineOfAFile() {
        Ruleset ruleset = NftListing.read("""
                {"nftables": [
                  {"rule": {"family": "inet", "table": "fw", "chain": "input", "handle": 7, "expr": [
                    {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "192.0.2.1"}},
                    {"drop": null}
                  ]}}
                ]}
                """);

        assertThat(ruleset.rules().getFirst().rule().text()).isEqualTo("ip daddr 192.0.2.1 drop");
    }
}
