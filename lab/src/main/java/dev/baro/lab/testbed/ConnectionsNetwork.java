// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.testbed;

import dev.baro.dataplane.forward.Forwarder;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.TemporaryDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A client, a router, two web servers and three balancers, each with its own VIP for the same servers, so that
/// they can be measured one after another without rebuilding the network.
///
/// ```
/// client ── edge ── web1, web2
///            │
///          baro, nat, haproxy
/// ```
final class ConnectionsNetwork implements AutoCloseable {
    static final String CLIENT = "client";
    static final String BARO = "baro";
    static final String NAT = "nat";
    static final String HAPROXY = "haproxy";
    static final long BIG_FILE_BYTES = 100_000_000;

    private static final String EDGE = "edge";
    private static final List<String> WEB_SERVERS = List.of("web1", "web2");
    private static final List<String> BALANCERS = List.of(BARO, NAT, HAPROXY);
    private static final List<String> NEIGHBOURS = List.of(CLIENT, "web1", "web2", BARO, NAT, HAPROXY);
    private static final int SMALL_FILE_BYTES = 1024;

    private final Names names;
    private final String instance;
    private final Path directory;

    /// @param directory the directory for files, removed by the caller
    ConnectionsNetwork(Names names, String instance, Path directory) {
        this.names = names;
        this.instance = instance;
        this.directory = directory;
    }

    Namespace namespace(String host) {
        return names.namespace("bench-" + host);
    }

    /// The VIP of a balancer.
    static String vip(String balancer) {
        return "192.0.2." + (BALANCERS.indexOf(balancer) + 1);
    }

    /// The address of any host except the router.
    static String address(String host) {
        return "10.20." + NEIGHBOURS.indexOf(host) + ".2";
    }

    void build() {
        close(); // removes leftovers of a killed run
        List<String> lines =
                new ArrayList<>(List.of("netns add " + namespace(EDGE).name()));
        for (String host : NEIGHBOURS) {
            lines.add("netns add " + namespace(host).name());
            lines.add("link add " + host + " netns " + namespace(EDGE).name() + " type veth peer name eth0 netns "
                    + namespace(host).name());
        }
        Command.of("ip", "-batch", "-").withLines(lines).succeed();
        buildEdge();
        NEIGHBOURS.forEach(host -> setUp(
                host,
                List.of(
                        "link set lo up",
                        "link set eth0 up",
                        "addr add " + address(host) + "/24 dev eth0",
                        "route add default via " + gateway(host)),
                BALANCERS.contains(host) ? List.of("eth0") : List.of()));
        writeFiles();
        WEB_SERVERS.forEach(this::startWebServer);
        startNat();
        startHaproxy();
        startBaro();
    }

    @Override
    public void close() {
        namespace(EDGE).remove();
        NEIGHBOURS.forEach(host -> namespace(host).remove());
        Forwarder.remove(instance);
    }

    private void buildEdge() {
        List<String> lines = new ArrayList<>();
        for (String host : NEIGHBOURS) {
            lines.add("link set " + host + " up");
            lines.add("addr add " + gateway(host) + "/24 dev " + host);
        }
        BALANCERS.forEach(balancer -> lines.add("route add " + vip(balancer) + "/32 via " + address(balancer)));
        setUp(EDGE, lines, BALANCERS);
        // A veth delivers frames that its peer sends with XDP_TX only if the veth itself has an XDP program.
        namespace(EDGE)
                .command(
                        "ip",
                        "link",
                        "set",
                        "dev",
                        BARO,
                        "xdpdrv",
                        "obj",
                        new TemporaryDirectory(directory).extract("pass.bpf.o").toString(),
                        "sec",
                        "xdp")
                .succeed();
    }

    /// @param wires the interfaces of the balancers, which carry frames as a wire does: none larger than the
    /// MTU, and all with complete checksums. Other interfaces may merge and split packets as network cards do
    private void setUp(String host, List<String> ip, List<String> wires) {
        Namespace namespace = namespace(host);
        namespace
                .command(
                        "sysctl",
                        "-qw",
                        "net.ipv4.ip_forward=1",
                        "net.ipv4.conf.all.rp_filter=0",
                        "net.ipv4.conf.default.rp_filter=0",
                        "net.ipv4.conf.all.send_redirects=0",
                        "net.ipv4.conf.default.send_redirects=0",
                        "net.ipv4.ip_local_port_range=1025 65535",
                        "net.ipv4.tcp_max_tw_buckets=0",
                        "net.ipv6.conf.all.disable_ipv6=1")
                .succeed();
        namespace.command("ip", "-batch", "-").withLines(ip).succeed();
        for (String name : wires) {
            namespace
                    .command("ethtool", "-K", name, "tx", "off", "tso", "off", "gso", "off", "gro", "off")
                    .succeed();
        }
    }

    private static String gateway(String host) {
        return "10.20." + NEIGHBOURS.indexOf(host) + ".1";
    }

    private void writeFiles() {
        try {
            Path www = Files.createDirectories(directory.resolve("www"));
            Files.write(www.resolve("small"), new byte[SMALL_FILE_BYTES]);
            try (var big = new RandomAccessFile(www.resolve("big").toFile(), "rw")) {
                big.setLength(BIG_FILE_BYTES);
            }
        } catch (IOException e) {
            throw new LabException("write " + directory + ": " + e.getMessage(), e);
        }
    }

    private void startWebServer(String host) {
        Launcher.ofThisCheckout()
                .in(
                        namespace(host),
                        "agent",
                        "apply",
                        "--state-dir",
                        directory.resolve("agent-" + host).toString(),
                        "--vip",
                        vip(BARO) + "=10:80")
                .succeed();
        Path configuration = write(host + ".conf", """
                user root;
                daemon off;
                worker_processes 1;
                pid %1$s/%2$s.pid;
                error_log stderr notice;
                events { worker_connections 8192; }
                http {
                    access_log off;
                    sendfile on;
                    client_body_temp_path %1$s/%2$s.body;
                    proxy_temp_path %1$s/%2$s.proxy;
                    fastcgi_temp_path %1$s/%2$s.fastcgi;
                    uwsgi_temp_path %1$s/%2$s.uwsgi;
                    scgi_temp_path %1$s/%2$s.scgi;
                    server {
                        listen 80 backlog=4096;
                        root %1$s/www;
                    }
                }
                """.formatted(directory, host));
        namespace(host)
                .command("nginx", "-p", directory.toString(), "-c", configuration.toString(), "-e", "stderr")
                .start(directory.resolve(host + ".log"))
                .awaitLog("start worker process ");
    }

    /// The servers see the balancer as the client, because otherwise their answers would bypass the balancer.
    private void startNat() {
        namespace(NAT)
                .command("nft", "-f", "-")
                .withInput("""
                table ip bench {
                    chain prerouting {
                        type nat hook prerouting priority dstnat;
                        ip daddr %s tcp dport 80 dnat to jhash ip saddr . tcp sport mod 2 map { 0 : %s, 1 : %s }
                    }
                    chain postrouting {
                        type nat hook postrouting priority srcnat;
                        masquerade
                    }
                }
                """.formatted(vip(NAT), address("web1"), address("web2")))
                .succeed();
    }

    private void startHaproxy() {
        Namespace namespace = namespace(HAPROXY);
        namespace
                .command("ip", "addr", "add", vip(HAPROXY) + "/32", "dev", "lo")
                .succeed();
        Path configuration = write("haproxy.cfg", """
                global
                    nbthread 1
                    maxconn 256
                defaults
                    mode tcp
                    option splice-auto
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                listen store
                    bind %s:80 backlog 4096
                    server web1 %s:80
                    server web2 %s:80
                """.formatted(vip(HAPROXY), address("web1"), address("web2")));
        namespace.command("haproxy", "-db", "-f", configuration.toString()).start(directory.resolve("haproxy.log"));
    }

    private void startBaro() {
        Path configuration = write("baro.yaml", """
                version: 1
                servers:
                  web1: {address: %s}
                  web2: {address: %s}
                vips:
                  store:
                    address: %s
                    dscp: 10
                    scheduler: maglev
                    servers: [web1, web2]
                    ports: {http: {port: 80}}
                """.formatted(address("web1"), address("web2"), vip(BARO)));
        Launcher.ofThisCheckout()
                .in(
                        namespace(BARO),
                        "run",
                        "--config",
                        configuration.toString(),
                        "--interface",
                        "eth0",
                        "--instance",
                        instance,
                        "--socket",
                        directory.resolve("baro.sock").toString(),
                        "--state-directory",
                        directory.resolve("state").toString())
                .start(directory.resolve("baro.log"))
                .awaitLog("ready");
    }

    private Path write(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new LabException("write " + name + ": " + e.getMessage(), e);
        }
    }
}
