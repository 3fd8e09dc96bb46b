// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.yaml.YamlFrontEnd;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same mistake in `baro.yaml` and in `agent.yaml` reads the same.
class SameWordsTest {
    /// `baro.yaml` names its VIPs and ports, `agent.yaml` lists them; what a message calls them is all that may differ.
    private static final String BALANCERS = """
            version: 1
            data-centres: {idc: {prefixes: [198.51.0.0/16]}}
            balancers: {lb: {address: 192.0.2.1, interfaces: [eth0]}}
            servers: {web: {address: 192.0.2.2, method: dscp}}
            vips: {store: {address: 203.0.113.9, dscp: 9, servers: [web], ports: {http: {port: 80, protocol: tcp}}}}
            """;

    private static final String SERVER = """
            version: 1
            allow: [198.51.0.0/16, 203.0.113.0/24]
            interfaces: [eth0]
            vips: [{address: 203.0.113.9, dscp: 9, method: dscp, ports: [80], protocols: [tcp]}]
            """;

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", textBlock = """
            address: 203.0.113.9 => address: 203.0.113.256       => address "203.0.113.256" is not an IP address; four numbers from 0 to 255, such as 192.0.2.10
            address: 203.0.113.9 => address: store.example.com   => address "store.example.com" is not an IP address; names are not resolved; four numbers from 0 to 255, such as 192.0.2.10
            address: 203.0.113.9 => address: 203.0.113.9/32      => address "203.0.113.9/32" is not an IP address; remove the length: 203.0.113.9
            address: 203.0.113.9 => address: 127.0.0.1           => address 127.0.0.1 is a loopback address; use an address that other hosts can reach over the network
            address: 203.0.113.9 => address: 224.0.0.1           => address 224.0.0.1 is a multicast address; use an address that other hosts can reach over the network
            address: 203.0.113.9 => address: 10                  => address 10 is not an IP address; an IPv4 or IPv6 address, such as 192.0.2.10
            address: 203.0.113.9 => address: {x: 203.0.113.9}    => address with keys and values is not an IP address; an IPv4 or IPv6 address, such as 192.0.2.10
            address: 203.0.113.9 => 'address: '                  => address has no value; an IPv4 or IPv6 address, such as 192.0.2.10
            address: 203.0.113.9 => adress: 203.0.113.9          => VIP has no "address"; add address: the virtual address that clients connect to, such as 192.0.2.10 / unknown key "adress"; did you mean "address"?
            address: 203.0.113.9 => 'address: 203.0.113.9, <<: {}' => merge keys are not part of YAML 1.2; write the keys out
            dscp: 9              => dscp: 64                     => dscp 64 is out of range; 1 to 63; tos 64 is dscp 16
            dscp: 9              => dscp: 0                      => dscp 0 is out of range; 1 to 63
            dscp: 9              => dscp: -9                     => dscp -9 is out of range; 1 to 63
            dscp: 9              => dscp: 184                    => dscp 184 is out of range; 1 to 63; tos 184 is dscp 46
            dscp: 9              => dscp: 99999999999            => dscp 99999999999 is out of range; 1 to 63
            dscp: 9              => dscp: af11                   => dscp "af11" is not a whole number; 1 to 63; AF11 is 10
            dscp: 9              => dscp: 1.5                    => dscp 1.5 is not a whole number; 1 to 63
            dscp: 9              => dscp: {x: 9}                 => dscp with keys and values is not a whole number; 1 to 63
            dscp: 9              => 'dscp: '                     => dscp has no value; 1 to 63
            dscp: 9              => dscp: !!int 9                => tag !!int is not allowed; remove it; the key determines the type of its value
            dscp: 9              => dscp: *nine                  => alias *nine has no anchor; define it first with &nine
            dscp: 9              => 'dscp: 9, dscp: 10'          => key "dscp" appears twice; first on line N; keep one
            80                   => 0                            => port 0 is out of range; 1 to 65535
            80                   => 65536                        => port 65536 is out of range; 1 to 65535
            tcp                  => sctp                         => protocol "sctp" is not known; tcp | udp
            tcp                  => TCP                          => protocol "TCP" is not known; did you mean "tcp"?
            method: dscp         => method: gre                  => method "gre" is not known; dscp | ipip | mac
            method: dscp         => method: [dscp]               => method with a list is not a word; dscp | ipip | mac
            method: dscp         => 'method: '                   => method has no value; dscp | ipip | mac
            [eth0]               => eth0                         => interfaces "eth0" is not a list; the network interfaces on which packets for VIPs arrive, such as [eth0]
            [eth0]               => [[]]                         => item 1 of interfaces with a list is not an interface name; 1 to 15 of the characters A-Z a-z 0-9 . _ @ -
            [eth0]               => ["eth 0"]                    => item 1 of interfaces "eth 0" is not an interface name; 1 to 15 of the characters A-Z a-z 0-9 . _ @ -
            198.51.0.0/16        => 198.51.0.5/16                => prefix 198.51.0.5/16 has host bits set; write 198.51.0.0/16, or 198.51.0.5/32 for a single address
            198.51.0.0/16        => 198.51.0.0                   => "198.51.0.0" is not a prefix; an address and a length, such as 10.10.0.0/16
            198.51.0.0/16        => 10                           => item 1 of prefixes 10 is not a prefix; an address and a length, such as 10.10.0.0/16
            version: 1           => version: 2                   => version 2 is not known; this Baro reads version 1
            version: 1           => 'version: '                  => version has no value; this Baro reads version 1
            version: 1           => vresion: 1                   => unknown key "vresion"; did you mean "version"? / the file has no "version"; add version: 1
            """)
    void ofAValueOrAKey(String right, String wrong, String expected) {
        List<String> balancers = words(YamlFrontEnd.read(BALANCERS.replace(right, wrong)));
        List<String> server = words(AgentConfigReader.read(SERVER.replace(right, wrong)));

        assertThat(String.join(" / ", balancers)).isEqualTo(expected);
        assertThat(server).isEqualTo(balancers);
    }

    /// The balancers' file takes ranges and lists of ports besides.
    @Test
    void ofAPortThatIsAWord() {
        assertThat(words(YamlFrontEnd.read(BALANCERS.replace("80", "http"))))
                .singleElement(STRING)
                .startsWith(
                        "port \"http\" is not a port, range or list of ports; the port number, 1 to 65535; a range such as");
        assertThat(words(AgentConfigReader.read(SERVER.replace("80", "http"))))
                .containsExactly("port \"http\" is not a whole number; 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "version",
                "- version: 1\n",
                "version: 1\n---\nversion: 1\n",
                "version: 1\n\tvips: 1\n",
                "version: \"1\n",
                "version: [1\n",
                "version: {a: 1\n",
                "version: a: b\n",
                "version: @1\n",
                "version: \"\\q\"\n",
                "version: 1\nvips\nallow: 1\n",
                "version: 1\n  vips: 1\n",
                "? [a]\n: 1\n",
                "version: \u0007\n",
                "version: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]\n",
            })
    void ofATextThatIsNoConfiguration(String text) {
        List<Problem> balancers = YamlFrontEnd.read(text).problems();

        assertThat(balancers).isNotEmpty();
        assertThat(AgentConfigReader.read(text).problems()).isEqualTo(balancers);
    }

    @Test
    void ofAFileThatIsTooLarge() {
        String text = "#".repeat(4 * 1024 * 1024 + 1);

        assertThat(AgentConfigReader.read(text).problems())
                .isEqualTo(YamlFrontEnd.read(text).problems())
                .hasSize(1);
    }

    /// What to do about it differs: on a server the number is given by the balancer.
    @Test
    void ofAMissingDscp() {
        String balancers =
                words(YamlFrontEnd.read(BALANCERS.replace("dscp: 9,", ""))).getFirst();
        String server =
                words(AgentConfigReader.read(SERVER.replace("dscp: 9,", ""))).getFirst();

        assertThat(balancers)
                .isEqualTo("VIP has no \"dscp\", which is needed to reach web; add dscp: 1 to 63; or give its"
                        + " servers method: ipip or mac");
        assertThat(server)
                .isEqualTo("VIP has no \"dscp\"; add dscp: the same number as on the balancer,"
                        + " or method: ipip or mac");
    }

    /// Only `baro.yaml` can tell which values of DSCP are free, and only an agent has names with a colon.
    private static List<String> words(Reading<?> reading) {
        return reading.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .map(problem -> problem.what() + "; " + problem.fix())
                .map(line -> line.replaceAll("; free here: [0-9, ]*[0-9]", "")
                        .replace("item 1 of vips", "VIP")
                        .replace("store has", "VIP has")
                        .replace("item 1 of ports", "port")
                        .replace("item 1 of protocols", "protocol")
                        .replace("item 1 of allow", "item 1 of prefixes")
                        .replace(". _ : @ -", ". _ @ -")
                        .replaceAll("first on line [0-9]+", "first on line N"))
                .toList();
    }
}
