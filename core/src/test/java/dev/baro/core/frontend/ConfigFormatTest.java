// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFormatTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "server port 80\n",
                "\ufeff\r\n  server virtual store 198.51.100.10\n",
                "!Building configuration...\nver 12.4.00\n",
                "! comment\nserver real a 192.0.2.1",
                "# remark\nserver predictor round-robin",
                "SLB#show running-config\n",
                "SLB(config)#server real a 192.0.2.1\n",
                "(config)# server real a 192.0.2.1\n",
                "SSH@slb-1>enable\n",
                "serv po 80\n",
                "ver 12.4.00\n",
                "Building configuration...\n",
                "configure terminal\n",
                "conf t\n"
            })
    void serverLinesAndExclamationMarksAreServerIron(String text) {
        assertThat(ConfigFormat.detect(text)).isEqualTo(ConfigFormat.SERVERIRON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# server port 80\nversion: 1\n",
                "servers: {}\n",
                "server: {}\n",
                "server : {}\n",
                "---\nvips: {}\n",
                "SLB 설정\nserver port 80\n",
                "version: 1\n",
                "version 1\n",
                "cluster: a#b\n",
                "show: it\n"
            })
    void everythingElseIsYaml(String text) {
        assertThat(ConfigFormat.detect(text)).isEqualTo(ConfigFormat.YAML);
    }
}
