// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.Protocol;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigReaderTest {
    @Test
    void readsEveryKey() {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 211.115.115.100, dscp: 10, ports: [443, 80]}
                  - address: 2001:db8:115::100
                    dscp: 10
                    ports: [53]
                    protocols: [udp]
                interfaces: [eth0, bond0.10]
                addresses: [10.10.10.1]
                allow: ["211.115.115.0/24", "2001:db8::/32"]
                """);

        assertThat(reading)
                .isEqualTo(new Reading.Accepted<>(
                        new AgentConfig(
                                List.of(
                                        new ServedVip.Marked(
                                                IpAddress.parse("211.115.115.100"),
                                                new Dscp(10),
                                                List.of(80, 443),
                                                List.of(Protocol.TCP, Protocol.UDP)),
                                        new ServedVip.Marked(
                                                IpAddress.parse("2001:db8:115::100"),
                                                new Dscp(10),
                                                List.of(53),
                                                List.of(Protocol.UDP))),
                                List.of("eth0", "bond0.10"),
                                List.of(IpAddress.parse("10.10.10.1")),
                                List.of(Prefix.parse("211.115.115.0/24"), Prefix.parse("2001:db8::/32"))),
                        List.of()));
    }

    @Test
    void readsTheOtherMethods() {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 211.115.115.100, method: dscp, dscp: 10, ports: [80]}
                  - {address: 211.115.115.100, method: ipip}
                  - {address: "2001:db8:115::100", method: mac}
                """);

        assertThat(reading)
                .isEqualTo(new Reading.Accepted<>(
                        new AgentConfig(
                                List.of(
                                        ServedVip.parse("211.115.115.100=10:80"),
                                        ServedVip.parse("211.115.115.100=ipip"),
                                        ServedVip.parse("2001:db8:115::100=mac")),
                                List.of(),
                                List.of(),
                                List.of()),
                        List.of()));
    }

    /// What was applied last is kept as it was written, and older agents took these.
    @Test
    void takesNumbersInQuotesAndInterfacesThatLookLikeNumbers() {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                version: "1"
                vips:
                  - {address: 211.115.115.100, dscp: '10', ports: ["80", 443]}
                interfaces: [1, 1e5, true]
                """);

        assertThat(reading)
                .isEqualTo(new Reading.Accepted<>(
                        new AgentConfig(
                                List.of(ServedVip.parse("211.115.115.100=10:80,443")),
                                List.of("1", "1e5", "true"),
                                List.of(),
                                List.of()),
                        List.of()));
    }

    @Test
    void refusesANumberInAnotherFormAsTheBalancersFileDoes() {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 211.115.115.100, dscp: 0x28, ports: [80]}
                """);

        assertThat(reading.problems())
                .containsExactly(Problem.error(
                        3, 38, "dscp 0x28 is not a whole number", "use only digits, without a leading 0: 40; 1 to 63"));
    }

    @Test
    void takesAnOwnAddressThatOthersCannotReach() {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                version: 1
                vips: []
                addresses: [169.254.0.1]
                """);

        assertThat(reading.config().orElseThrow().addresses()).containsExactly(IpAddress.parse("169.254.0.1"));
    }

    @Test
    void refusesAMethodTwiceForOneVip() {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 203.0.113.8, method: ipip}
                  - {address: 203.0.113.8, method: mac}
                  - {address: 203.0.113.8, method: ipip}
                """);

        assertThat(shown(reading))
                .containsExactly("5:5 203.0.113.8 with method ipip is listed twice (line 3); keep one of them");
    }

    @Test
    void readsBackWhatItWrites() {
        AgentConfig config = new AgentConfig(
                List.of(
                        ServedVip.parse("211.115.115.100=10:80,443"),
                        ServedVip.parse("2001:db8:115::100=63:80"),
                        ServedVip.parse("211.115.115.101=ipip"),
                        ServedVip.parse("2001:db8:115::102=mac")),
                List.of("eth0"),
                List.of(IpAddress.parse("10.10.10.1"), IpAddress.parse("2001:db8::1")),
                List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("2001:db8::/32")));

        assertThat(AgentConfigReader.read(config.yaml())).isEqualTo(new Reading.Accepted<>(config, List.of()));
    }

    @Test
    void warnsOfAVipForEveryPort() {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 211.115.115.100, dscp: 10}
                """);

        assertThat(reading.problems())
                .containsExactly(Problem.warning(
                        3,
                        5,
                        "dscp 10 sends every port to 211.115.115.100",
                        "list the ports; otherwise SSH and other programs that use this dscp themselves will hang"));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', textBlock = """
            {address: 192.0.2.400, dscp: 10, ports: [80]}                   => 4:15 address "192.0.2.400" is not an IP address; four numbers from 0 to 255, such as 192.0.2.10
            {address: www.example.com, dscp: 10, ports: [80]}               => 4:15 address "www.example.com" is not an IP address; names are not resolved; four numbers from 0 to 255, such as 192.0.2.10
            {address: 127.0.0.1, dscp: 10, ports: [80]}                     => 4:15 address 127.0.0.1 is a loopback address; use an address that other hosts can reach over the network
            {address: 192.0.2.10, dscp: 64, ports: [80]}                    => 4:33 dscp 64 is out of range; 1 to 63; tos 64 is dscp 16
            {address: 192.0.2.10, dscp: 0, ports: [80]}                     => 4:33 dscp 0 is out of range; 1 to 63
            {address: 192.0.2.10, dscp: af11, ports: [80]}                  => 4:33 dscp "af11" is not a whole number; 1 to 63; AF11 is 10
            {address: 192.0.2.10, dscp: 1.5, ports: [80]}                   => 4:33 dscp 1.5 is not a whole number; 1 to 63
            {address: 192.0.2.10, dscp: 10, ports: [0]}                     => 4:45 item 1 of ports 0 is out of range; 1 to 65535
            {address: 192.0.2.10, dscp: 10, ports: [65536]}                 => 4:45 item 1 of ports 65536 is out of range; 1 to 65535
            {address: 192.0.2.10, dscp: 10, ports: []}                      => 4:37 ports is empty; the service ports, such as [80, 443]
            {address: 192.0.2.10, dscp: 10, ports: 80}                      => 4:44 ports 80 is not a list; the service ports, such as [80, 443]
            {address: 192.0.2.10, dscp: 10, ports: [80], protocols: [sctp]} => 4:62 item 1 of protocols "sctp" is not known; tcp | udp
            {address: 192.0.2.10, dscp: 10, port: [80], ports: [80]}        => 4:37 unknown key "port"; did you mean "ports"?
            {address: 192.0.2.10, dscp: 10, dscp: 11, ports: [80]}          => 4:37 key "dscp" appears twice; first on line 4; keep one
            {address: 192.0.2.10, ports: [80]}                              => 4:5 item 2 of vips has no "dscp"; add dscp: the same number as on the balancer, or method: ipip or mac
            {dscp: 10, ports: [80]}                                         => 4:5 item 2 of vips has no "address"; add address: the virtual address that clients connect to, such as 192.0.2.10
            {address: , dscp: 10, ports: [80]}                              => 4:6 address has no value; an IPv4 or IPv6 address, such as 192.0.2.10
            211.115.115.100=10                                              => 4:5 item 2 of vips "211.115.115.100=10" is not a mapping; keys and values, such as {address: 211.115.115.100, dscp: 10, ports: [80, 443]}
            {address: 203.0.113.1, dscp: 9, ports: [80]}                    => 4:5 dscp 9 is given to both 203.0.113.9 (line 3) and 203.0.113.1; on a server, a dscp can identify only one VIP of each family: change it here and on the balancer
            {address: 192.0.2.10, method: gre}                              => 4:35 method "gre" is not known; dscp | ipip | mac
            {address: 192.0.2.10, method: dscp, ports: [80]}                => 4:5 item 2 of vips has no "dscp"; add dscp: the same number as on the balancer, or method: ipip or mac
            {address: 192.0.2.10, method: ipip, dscp: 10}                   => 4:41 dscp applies only to method dscp; remove it, or remove method: ipip
            {address: 192.0.2.10, method: mac, ports: [80]}                 => 4:40 ports applies only to method dscp; remove it, or remove method: mac
            {address: 203.0.113.9, dscp: 9, ports: [443]}                   => 4:5 203.0.113.9 with dscp 9 is listed twice (line 3); put all its ports into one entry
            """)
    void refusesAVip(String vip, String expected) {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 203.0.113.9, dscp: 9, ports: [80]}
                  - %s
                """.formatted(vip));

        assertThat(shown(reading)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', textBlock = """
            version: 2                               => 1:11 version 2 is not known; this Baro reads version 1
            version: 1, addresses: [203.0.113.9]     => 2:10 203.0.113.9 is both the VIP and one of the server's own addresses; the balancer sends to the server's own address; clients use the VIP
            version: 1, addresses: [x]               => 1:26 address "x" is not an IP address; names are not resolved; four numbers from 0 to 255, such as 192.0.2.10
            version: 1, allow: [198.51.100.0/24]     => 2:10 203.0.113.9 is outside of the prefixes that this server allows; allowed: 198.51.100.0/24
            version: 1, allow: [203.0.113.9/24]      => 1:22 prefix 203.0.113.9/24 has host bits set; write 203.0.113.0/24, or 203.0.113.9/32 for a single address
            version: 1, interfaces: ['eth0"; flush'] => 1:27 item 1 of interfaces "eth0"; flush" is not an interface name; 1 to 15 of the characters A-Z a-z 0-9 . _ : @ -
            version: 1, loopback: manage             => 1:14 unknown key "loopback"; known here: version, vips, interfaces, addresses, allow
            """)
    void refusesAFile(String head, String expected) {
        Reading<AgentConfig> reading =
                AgentConfigReader.read("{" + head + ",\n vips: [ {address: 203.0.113.9, dscp: 9, ports: [80]}]}");

        assertThat(shown(reading)).containsExactly(expected);
    }

    @Test
    void reportsEveryProblemInTheOrderOfTheFile() {
        Reading<AgentConfig> reading = AgentConfigReader.read("""
                vips:
                  - {address: nonsense, dscp: 64}
                  - {dscp: 1, ports: [70000]}
                """);

        assertThat(shown(reading))
                .containsExactly(
                        "1:1 the file has no \"version\"; add version: 1",
                        "2:15 address \"nonsense\" is not an IP address; names are not resolved; four numbers from 0 to 255, such as 192.0.2.10",
                        "2:31 dscp 64 is out of range; 1 to 63; tos 64 is dscp 16",
                        "3:5 item 2 of vips has no \"address\"; add address: the virtual address that clients connect to, such as 192.0.2.10",
                        "3:23 item 1 of ports 70000 is out of range; 1 to 65535");
    }

    @Test
    void refusesAnEmptyFile() {
        assertThat(shown(AgentConfigReader.read(""))).containsExactly("0:0 the file is empty; begin with version: 1");
    }

    @Test
    void refusesWhatIsNotYaml() {
        assertThat(shown(AgentConfigReader.read("version: 1\nvips: [1\n")))
                .containsExactly("3:1 a list does not end; write , or ] here; [ is on line 2");
    }

    @Test
    void anyTextGivesAReading() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "version: 1\nvips:\n  - {address: 203.0.113.9, dscp: 9}[]\"'&*!|>%@`#\t\0";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(60), 0, alphabet.length()).forEach(c -> text.append(alphabet.charAt(c)));

            assertThat(AgentConfigReader.read(text.toString()))
                    .as("seed %d, text %s", seed, text)
                    .isNotNull();
        }
    }

    private static List<String> shown(Reading<AgentConfig> reading) {
        assertThat(reading).isInstanceOf(Reading.Refused.class);
        return reading.problems().stream()
                .filter(p -> p.severity() == Problem.Severity.ERROR)
                .map(p -> "%d:%d %s; %s".formatted(p.line(), p.column(), p.what(), p.fix()))
                .toList();
    }
}
