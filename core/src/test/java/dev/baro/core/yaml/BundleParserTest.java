// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Bundle;
import dev.baro.core.config.Config;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import dev.baro.core.frontend.ConfigReader;
import dev.baro.core.frontend.VipMarks;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import dev.baro.core.writer.YamlText;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A configuration in several files.
class BundleParserTest {
    private static final String MAIN = """
            version: 1
            servers:
              web-1: {address: 192.0.2.1}
            """;
    private static final String SHOP = """
            version: 1
            servers:
              web-2: {address: 192.0.2.2}
            vips:
              shop:
                address: 198.51.100.1
                dscp: 11
                servers: [web-1, web-2]
                ports: {http: {port: 80}}
            """;
    private static final String STORE = """
            # the other team
            vips:
              store: {address: 198.51.100.2, dscp: 12, servers: [web-2], ports: {http: {port: 80}}}
            """;

    @Test
    void whatAllFilesSayHolds() {
        Config config = YamlFrontEnd.read(text(MAIN, SHOP, STORE)).config().orElseThrow();

        assertThat(config.servers()).extracting(RealServer::name).containsExactly("web-1", "web-2");
        assertThat(config.vips()).extracting(Vip::name).containsExactly("shop", "store");
        assertThat(YamlFrontEnd.read(YamlText.of(config)).config()).contains(config);
    }

    @Test
    void aFileOfRemarksAddsNothing() {
        Config config =
                YamlFrontEnd.read(text(MAIN, SHOP, "# later\n\n")).config().orElseThrow();

        assertThat(config.vips()).hasSize(1);
    }

    @Test
    void problemsNameTheFileAndItsLine() {
        String wrong = STORE.replace("dscp: 12", "dscp: 11").replace("[web-2]", "[web-2, web-9]");

        assertThat(problems(text(MAIN, SHOP, wrong))).isEqualTo("""
                /etc/baro.d/20.yaml:3:40: dscp 11 (tos 44, 0x2c) is also the dscp of VIP shop (line 7 of baro.d/10.yaml), and both use server web-2
                    3 |   store: {address: 198.51.100.2, dscp: 11, servers: [web-2, web-9], ports: {http: {port: 80}}}
                      |                                        ^^ a server recognizes the VIP only by its dscp; free here: 15, 19, 23
                /etc/baro.d/20.yaml:3:61: unknown server "web-9"
                    3 |   store: {address: 198.51.100.2, dscp: 11, servers: [web-2, web-9], ports: {http: {port: 80}}}
                      |                                                             ^^^^^ did you mean "web-1"?
                2 errors
                """);
    }

    @Test
    void aNameThatTwoFilesHaveIsAnError() {
        String again = MAIN.replace("192.0.2.1", "192.0.2.9") + "cluster: a\n";

        assertThat(problems(text(MAIN + "cluster: b\n", SHOP, again))).isEqualTo("""
                /etc/baro.d/20.yaml:3:3: web-1 is already defined in line 3 of the main file
                    3 |   web-1: {address: 192.0.2.9}
                      |   ^^^^^ servers must have different names across all files
                /etc/baro.d/20.yaml:4:1: cluster is already defined in line 4 of the main file
                    4 | cluster: a
                      | ^^^^^^^ define it once
                2 errors
                """);
    }

    @Test
    void aFileThatIsNoYamlIsNamed() {
        assertThat(problems(text(MAIN, SHOP, "vips: [\n"))).startsWith("/etc/baro.d/20.yaml:");
        assertThat(problems(text(MAIN, SHOP, "- a\n"))).startsWith("/etc/baro.d/20.yaml:1:1: the file is a list");
    }

    @Test
    void marksHaveTheirFileAndLine() {
        assertThat(VipMarks.read("/etc/baro.yaml", text(MAIN, SHOP, STORE)).vips())
                .extracting(vip -> vip.source() + ":" + vip.line())
                .containsExactly("/etc/baro.d/10.yaml:7", "/etc/baro.d/20.yaml:3");
    }

    /// What is read again by its changes is one file.
    @Test
    void aReaderThatKnowsTheTextBeforeSaysTheSame() {
        ConfigReader reader = new ConfigReader();
        String changed = text(MAIN, SHOP.replace("dscp: 11", "dscp: 14"), STORE);

        for (String text : new String[] {MAIN, text(MAIN, SHOP, STORE), changed, MAIN, changed}) {
            assertThat(reader.read(text)).isEqualTo(YamlFrontEnd.read(text));
        }
    }

    private static String problems(String text) {
        Reading<Config> reading = YamlFrontEnd.read(text);
        assertThat(reading).isInstanceOf(Reading.Refused.class);
        return ProblemText.render("/etc/baro.yaml", text, reading.problems());
    }

    private static String text(String main, String first, String second) {
        SequencedMap<String, String> others = new TreeMap<>();
        others.put("baro.d/10.yaml", first);
        others.put("baro.d/20.yaml", second);
        return Bundle.join(main, others);
    }
}
