// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import static dev.baro.core.serveriron.Texts.SMALL;
import static dev.baro.core.serveriron.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void refusesAnEmptyText() {
        assertThat(problems("\n! nothing\n"))
                .containsExactly("0:0 error: there is no virtual server to import; add at least one: server virtual"
                        + " NAME ADDRESS, with tos-marking and bind lines");
    }

    @Test
    void refusesProseBeforeTheConfiguration() {
        assertThat(problems("SLB 설정\n" + SMALL))
                .containsExactly("1:1 error: \"SLB 설정\" does not belong to a server line; start a block with server"
                        + " port, server real, server remote-name or server virtual; comments begin with !");
    }

    @Test
    void refusesAVipWithoutAMark() {
        assertThat(problems(SMALL.replace("tos-marking 11 hc-l3-dsr\n", "")))
                .containsExactly("5:1 error: virtual server store has no tos-marking line; L3DSR needs a mark: add"
                        + " tos-marking N hc-l3-dsr, with N from 1 to 63");
    }

    @Test
    void refusesDscpZeroAndAbove63() {
        assertThat(problems(SMALL.replace("tos-marking 11", "tos-marking 64")))
                .containsExactly("6:13 error: dscp 64 is out of range; 1 to 63");
        assertThat(problems(SMALL.replace("tos-marking 11", "tos-marking 0")))
                .containsExactly("6:13 error: dscp 0 is out of range; 1 to 63");
        assertThat(problems(SMALL.replace("tos-marking 11", "tos-marking af11")))
                .containsExactly("6:13 error: dscp af11 is not a number; 1 to 63");
    }

    @Test
    void refusesABindToAnUnknownServer() {
        assertThat(problems(SMALL.replace("bind http web-a01", "bind http web-a02")))
                .containsExactly("8:11 error: there is no real server named web-a02; existing ones: web-a01; or"
                        + " add the line \"server real web-a02 ADDRESS\"");
    }

    @Test
    void refusesABindThatChangesThePort() {
        assertThat(problems(SMALL.replace("web-a01 http\n", "web-a01 8080\n")))
                .containsExactly("8:19 error: bind changes port http to 8080; DSR does not change a packet's port:"
                        + " let web-a01 listen on http and write web-a01 http");
    }

    @Test
    void refusesABindThatEndsHalfWay() {
        assertThat(problems(SMALL.replace("web-a01 http\n", "web-a01\n")))
                .containsExactly("8:11 error: \"bind http web-a01\" does not consist of pairs; write pairs of a real"
                        + " server and its port: bind http web-a01 http web-a02 http");
    }

    @Test
    void refusesAVipWithoutBinds() {
        assertThat(problems(SMALL.replace("bind http web-a01 http", "port http")))
                .containsExactly("5:1 error: virtual server store has no bind line;"
                        + " name its servers: bind http web-a01 http web-a02 http");
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThat(problems(SMALL.replace("192.0.2.1", "192.0.2.256")))
                .containsExactly(
                        "3:21 error: \"192.0.2.256\" is not an IP address; four numbers from 0 to 255: 192.0.2.10");
        assertThat(problems(SMALL.replace("192.0.2.1", "127.0.0.1")))
                .containsExactly("3:21 error: 127.0.0.1 cannot be routed; use an address other than 0.0.0.0,"
                        + " loopback, link-local or multicast");
        assertThat(problems(SMALL.replace("real web-a01 192.0.2.1", "real web-a01")))
                .containsExactly("3:13 error: \"server real web-a01\" lacks an address;"
                        + " such as: server real store 192.0.2.10");
    }

    @Test
    void refusesAServerOfTheOtherAddressFamily() {
        assertThat(problems(SMALL.replace("198.51.100.10", "2001:db8::10")))
                .containsExactly("3:21 error: real server web-a01 is IPv4 but virtual server store is IPv6;"
                        + " bind servers of the address family of the virtual server");
    }

    @Test
    void refusesTwoServersOfOneName() {
        assertThat(problems(SMALL
                        + "server virtual store 198.51.100.11\ntos-marking 15 hc-l3-dsr\nbind http web-a01 http\n"))
                .containsExactly("9:16 error: virtual server store is already defined in line 5; give each its own"
                        + " name, or remove one of them");
    }

    @Test
    void refusesAVipAtTheAddressOfAServer() {
        assertThat(problems(SMALL.replace("198.51.100.10", "192.0.2.1")))
                .containsExactly("5:22 error: 192.0.2.1 is already the address of real server web-a01 (line 3); each"
                        + " real or virtual server needs its own address");
    }

    @Test
    void refusesOneMarkForTwoVipsThatShareAServer() {
        String second = """
                server virtual other 198.51.100.11
                tos-marking 11 hc-l3-dsr
                predictor least-conn
                bind http web-a01 http
                """;

        assertThat(problems(SMALL + second))
                .containsExactly("10:13 error: dscp 11 (tos 44, 0x2c) is also the dscp of VIP store (line 6), and"
                        + " both use server web-a01; a server recognizes the VIP only by its dscp; free here: 15,"
                        + " 19, 23");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThat(problems(SMALL + "prot ssl\nserver vip 1\nserver real\n"))
                .containsExactly(
                        "9:1 error: \"prot\" is not understood;"
                                + " tos-marking N hc-l3-dsr, predictor NAME, port PORT or bind PORT REAL PORT",
                        "10:8 error: \"server vip\" is not understood; server port PORT, server real NAME ADDRESS,"
                                + " server remote-name NAME ADDRESS, server virtual NAME ADDRESS"
                                + " or server predictor NAME",
                        "11:8 error: \"server real\" lacks a name and an address;"
                                + " such as: server real store 192.0.2.10");
    }

    @Test
    void refusesUnknownPortsAndPredictors() {
        assertThat(problems(
                        SMALL.replace("server port http", "server port 65536").replace("round-robin", "fastest")))
                .containsExactly(
                        "1:13 error: there is no port 65536; a number from 1 to 65535, or a name such as http, ssl,"
                                + " dns, ftp, smtp, ssh",
                        "7:11 error: there is no predictor fastest; round-robin, least-conn or weighted-round-robin");
    }

    @Test
    void refusesWrongChecks() {
        String text = SMALL.replace("port http\nserver", """
                port http url "PUT /x"
                port http url "GET /a b"
                port http url "GET /x
                port http status-code 200
                port http status-code 299 200
                server""");

        assertThat(problems(text))
                .containsExactly(
                        "4:15 error: url \"PUT /x\" is not a request; \"GET /path\" or \"HEAD /path\"",
                        "5:15 error: url \"GET /a b\" is not a request; \"GET /path\" or \"HEAD /path\"",
                        "6:15 error: missing closing quote; end the text with \" on the same line",
                        "7:23 error: status codes must be pairs of first and last code; port http status-code 200 299"
                                + " 401 401 for 200 to 299 and 401",
                        "8:23 error: 299 to 200 is not a range of status codes; write the smaller one first: 200 299");
    }

    @Test
    void refusesKeepaliveOutOfRange() {
        assertThat(problems(SMALL.replace("tcp\n", "tcp keepalive 0 many\n")))
                .containsExactly(
                        "2:15 error: keepalive interval 0 is out of range; 1 to 3600",
                        "2:17 error: keepalive retries many is not a number; 0 to 100");
    }

    @Test
    void refusesWordsAfterTheEndOfALine() {
        assertThat(problems(SMALL.replace("198.51.100.10", "198.51.100.10 255.255.255.255")))
                .containsExactly("5:36 error: \"255.255.255.255\" is unexpected; the line must end after server"
                        + " virtual store 198.51.100.10");
    }
}
