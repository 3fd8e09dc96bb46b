// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final String SECRET = "hunter2";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer hunter2",
                "        headers: {X-Key: \"hunter2\"}",
                "  \"password\" : \"hunter2\",",
                "passwd=hunter2",
                "api-key: hunter2",
                "snmp-server community hunter2 ro",
                "username admin password hunter2",
                "event=X text=\"cookie: id=hunter2\"",
                "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
                "payload: hunter2",
                "somewhere hunter2 else",
            })
    void whatIsSecretIsRemoved(String text) {
        assertThat(new Redaction(Set.of(SECRET)).clean(text)).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer hunter2",
                "headers: {X-Key: hunter2}",
                "\"password\" : \"hunter2\",",
                "snmp-server community hunter2 ro"
            })
    void evenIfItIsNotOfTheConfiguration(String text) {
        assertThat(Redaction.of(Optional.empty()).clean(text)).doesNotContain(SECRET);
    }

    @Test
    void theRestStays() {
        String text = """
                cluster-secret-file: /etc/baro/secret
                server web1 198.51.100.1
                baro_config_revision 1.0
                2: eth0: <BROADCAST,UP> mtu 1500 state UP mode DEFAULT
                """;

        assertThat(Redaction.of(Optional.empty()).clean(text)).isEqualTo(text);
    }
}
