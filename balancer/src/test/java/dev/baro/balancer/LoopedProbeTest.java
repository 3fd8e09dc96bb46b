// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.balancer.probe.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real server on a second segment of the balancer has lost its VIP and forwards: it sends the balancer's probes
/// back, from an address that the first interface does not have. Another server's answer must not count for it.
@Tag("faults")
@Timeout(120)
class LoopedProbeTest {
    private static final String CONFIG = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, data-centre: idc-a, interfaces: [eth0, eth1]}
            data-centres:
              idc-a: {prefixes: [10.10.0.0/16, 10.20.0.0/16, "2001:db8:10::/48", "2001:db8:20::/48"]}
            servers:
              near: {address: 10.10.0.21, data-centre: idc-a, method: mac}
              lost: {address: 10.20.0.21, data-centre: idc-a, method: mac}
              near-v6: {address: "2001:db8:10::21", data-centre: idc-a, method: mac}
              lost-v6: {address: "2001:db8:20::21", data-centre: idc-a, method: mac}
            health-defaults:
              l2: {interval: 1s}
              l3: {interval: 500ms, timeout: 400ms, fall: 3, rise: 1}
              l4: {interval: 500ms, timeout: 400ms, fall: 3, rise: 1}
            vips:
              app:
                address: 211.115.115.100
                dscp: 10
                servers: [near, lost]
                ports:
                  http: {port: 80}
              app-v6:
                address: "2001:db8:115::100"
                dscp: 10
                servers: [near-v6, lost-v6]
                ports:
                  http: {port: 80}
            """;

    private ProbeNetwork network;
    private List<TestServer> services;
    private DaemonProcess daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        network = ProbeNetwork.create("looped");
        Path passing = RestartTest.passing(directory);
        network.addClient(passing);
        network.exec(network.lb(), "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        addSecondSegment(passing);
        services = List.of(
                TestServer.tcp(network.near(), "211.115.115.100", 80, TestServer.answering("near")),
                TestServer.tcp(network.near(), "2001:db8:115::100", 80, TestServer.answering("near")));
        Files.writeString(directory.resolve("baro.yaml"), CONFIG);
        daemon = DaemonProcess.start(network.lb(), directory, "looped");
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        for (TestServer service : services) {
            service.close();
        }
        network.close();
    }

    @Test
    void aServerThatSendsProbesBackIsNotHealthy() throws Exception {
        daemon.await("event=SERVER_UP server=near ");
        daemon.await("event=SERVER_UP server=near-v6 ");
        TimeUnit.SECONDS.sleep(5);

        assertThat(daemon.lines()).noneMatch(line -> line.contains("event=SERVER_UP server=lost"));
    }

    /// What is the client's namespace elsewhere is the server that has lost the VIP.
    private void addSecondSegment(Path passing) {
        String lb = network.lb();
        String lost = network.client();
        network.exec(network.core(), words("ip link add lb1 type veth peer name eth1 netns " + lb));
        network.exec(network.core(), words("ip link set lb1 master lan up"));
        network.exec(network.core(), words("ip link set dev lb1 xdpdrv obj " + passing + " sec xdp"));
        network.exec(lb, words("ip link set eth1 up"));
        network.exec(lb, words("ip addr add 10.20.0.11/24 dev eth1"));
        network.exec(lb, words("ip addr add 2001:db8:20::11/64 dev eth1 nodad"));
        network.exec(lost, words("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1"));
        network.exec(lost, words("ip addr add 10.20.0.21/24 dev eth0"));
        network.exec(lost, words("ip addr add 2001:db8:20::21/64 dev eth0 nodad"));
        network.exec(lost, words("ip route replace 211.115.115.100/32 via 10.20.0.11"));
        network.exec(lost, words("ip route replace 2001:db8:115::100/128 via 2001:db8:20::11"));
        network.exec(network.near(), words("ip route add 10.20.0.0/24 via 10.10.0.11"));
        network.exec(network.near(), words("ip route add 2001:db8:20::/64 via 2001:db8:10::11"));
    }

    private static String[] words(String command) {
        return command.split(" ", -1);
    }
}
