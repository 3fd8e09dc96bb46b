// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Problem;
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
        AgentReading reading = AgentConfigReader.read("""
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
                .isEqualTo(new AgentReading.Accepted(
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
        AgentReading reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 211.115.115.100, method: dscp, dscp: 10, ports: [80]}
                  - {address: 211.115.115.100, method: ipip}
                  - {address: "2001:db8:115::100", method: mac}
                """);

        assertThat(reading)
                .isEqualTo(new AgentReading.Accepted(
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

    @Test
    void refusesAMethodTwiceForOneVip() {
        AgentReading reading = AgentConfigReader.read("""
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

        assertThat(AgentConfigReader.read(config.yaml())).isEqualTo(new AgentReading.Accepted(config, List.of()));
    }

    @Test
    void warnsOfAVipForEveryPort() {
        AgentReading reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 211.115.115.100, dscp: 10}
                """);

        assertThat(((AgentReading.Accepted) reading).warnings())
                .containsExactly(Problem.warning(
                        3,
                        5,
                        "dscp 10 sends every port to 211.115.115.100",
                        "name the ports, or SSH and others that use this dscp on their own will hang"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {address: 192.0.2.400, dscp: 10, ports: [80]}                   | 4:15 '192.0.2.400' is not an address; an IPv4 or IPv6 address, such as 211.115.115.100 or 2001:db8::100
            {address: www.example.com, dscp: 10, ports: [80]}               | 4:15 'www.example.com' is not an address; an IPv4 or IPv6 address, such as 211.115.115.100 or 2001:db8::100
            {address: 127.0.0.1, dscp: 10, ports: [80]}                     | 4:15 127.0.0.1 can not be a VIP; an address that clients can reach
            {address: 192.0.2.10, dscp: 64, ports: [80]}                    | 4:33 dscp 64 is out of range; 1 to 63
            {address: 192.0.2.10, dscp: 0, ports: [80]}                     | 4:33 dscp 0 is out of range; 1 to 63
            {address: 192.0.2.10, dscp: af11, ports: [80]}                  | 4:33 dscp 'af11' is not a decimal number; 1 to 63
            {address: 192.0.2.10, dscp: 0x28, ports: [80]}                  | 4:33 dscp '0x28' is not a decimal number; 1 to 63
            {address: 192.0.2.10, dscp: 10, ports: [0]}                     | 4:45 port 0 is out of range; 1 to 65535
            {address: 192.0.2.10, dscp: 10, ports: [65536]}                 | 4:45 port 65536 is out of range; 1 to 65535
            {address: 192.0.2.10, dscp: 10, ports: []}                      | 4:44 'ports' is empty; name a port, such as ports: [80, 443]
            {address: 192.0.2.10, dscp: 10, ports: 80}                      | 4:44 found '80'; expected a list: [one, two], or a line with - for each
            {address: 192.0.2.10, dscp: 10, ports: [80], protocols: [sctp]} | 4:62 protocol 'sctp' is not known; tcp or udp
            {address: 192.0.2.10, dscp: 10, port: [80], ports: [80]}        | 4:37 unknown key 'port'; known here: address, method, dscp, ports, protocols
            {address: 192.0.2.10, dscp: 10, dscp: 11, ports: [80]}          | 4:37 key 'dscp' stands here twice; keep one of them
            {address: 192.0.2.10, ports: [80]}                              | 4:5 'dscp' is missing; add dscp: and the same number as on the balancer, or method: ipip or mac
            {dscp: 10, ports: [80]}                                         | 4:5 'address' is missing; add address: and the VIP, such as 211.115.115.100
            {address: , dscp: 10, ports: [80]}                              | 4:14 found nothing; an IPv4 or IPv6 address, such as 211.115.115.100 or 2001:db8::100
            211.115.115.100=10                                              | 4:5 found '211.115.115.100=10'; expected keys and values: address: and dscp:
            {address: 203.0.113.1, dscp: 9, ports: [80]}                    | 4:5 dscp 9 is given to both 203.0.113.9 (line 3) and 203.0.113.1; on one server a dscp names one VIP of each family: change it here and on the balancer
            {address: 192.0.2.10, method: gre}                              | 4:35 method 'gre' is not known; dscp, ipip or mac
            {address: 192.0.2.10, method: dscp, ports: [80]}                | 4:5 'dscp' is missing; add dscp: and the same number as on the balancer, or method: ipip or mac
            {address: 192.0.2.10, method: ipip, dscp: 10}                   | 4:41 'dscp' goes with method dscp only; remove it, or remove method: ipip
            {address: 192.0.2.10, method: mac, ports: [80]}                 | 4:40 'ports' goes with method dscp only; remove it, or remove method: mac
            {address: 203.0.113.9, dscp: 9, ports: [443]}                   | 4:5 203.0.113.9 with dscp 9 is listed twice (line 3); put all its ports into one entry
            """)
    void refusesAVip(String vip, String expected) {
        AgentReading reading = AgentConfigReader.read("""
                version: 1
                vips:
                  - {address: 203.0.113.9, dscp: 9, ports: [80]}
                  - %s
                """.formatted(vip));

        assertThat(shown(reading)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version: 2                               | 1:11 version '2' is not known; version: 1
            version: 1, addresses: [203.0.113.9]     | 2:10 203.0.113.9 is the VIP and one of the server's own addresses; the own address is where the balancer sends to; the VIP is what clients use
            version: 1, addresses: [x]               | 1:26 'x' is not an address; an IPv4 or IPv6 address, such as 211.115.115.100 or 2001:db8::100
            version: 1, allow: [198.51.100.0/24]     | 2:10 203.0.113.9 lies outside of what this server allows; allowed: 198.51.100.0/24
            version: 1, allow: [203.0.113.9/24]      | 1:22 '203.0.113.9/24' is not a prefix; a prefix without host bits, such as 211.115.115.0/24
            version: 1, interfaces: ['eth0"; flush'] | 1:27 'eth0"; flush' is not the name of an interface; the name as ip link shows it, such as eth0
            version: 1, loopback: manage             | 1:14 unknown key 'loopback'; known here: version, vips, interfaces, addresses, allow
            """)
    void refusesAFile(String head, String expected) {
        AgentReading reading =
                AgentConfigReader.read("{" + head + ",\n vips: [ {address: 203.0.113.9, dscp: 9, ports: [80]}]}");

        assertThat(shown(reading)).containsExactly(expected);
    }

    @Test
    void reportsEveryProblemInTheOrderOfTheFile() {
        AgentReading reading = AgentConfigReader.read("""
                vips:
                  - {address: nonsense, dscp: 64}
                  - {dscp: 1, ports: [70000]}
                """);

        assertThat(shown(reading))
                .containsExactly(
                        "1:1 'version' is missing; add version: 1",
                        "2:15 'nonsense' is not an address; an IPv4 or IPv6 address, such as 211.115.115.100 or 2001:db8::100",
                        "2:31 dscp 64 is out of range; 1 to 63",
                        "3:5 'address' is missing; add address: and the VIP, such as 211.115.115.100",
                        "3:23 port 70000 is out of range; 1 to 65535");
    }

    @Test
    void refusesAnEmptyFile() {
        assertThat(shown(AgentConfigReader.read("")))
                .containsExactly("1:1 found nothing; expected keys and values: version: 1 and vips:");
    }

    @Test
    void refusesWhatIsNotYaml() {
        assertThat(shown(AgentConfigReader.read("version: 1\nvips: [1\n")))
                .singleElement()
                .asString()
                .contains("not YAML: ");
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

    private static List<String> shown(AgentReading reading) {
        assertThat(reading).isInstanceOf(AgentReading.Refused.class);
        return ((AgentReading.Refused) reading)
                .problems().stream()
                        .filter(p -> p.severity() == Problem.Severity.ERROR)
                        .map(p -> "%d:%d %s; %s".formatted(p.line(), p.column(), p.what(), p.mend()))
                        .toList();
    }
}
