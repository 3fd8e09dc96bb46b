// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A balancer with a client and two real servers, each in a namespace, that can be broken in every way that an alert is
/// for. The servers take the mark by a rule of nftables and answer HTTPS.
final class AlertHost implements AutoCloseable {
    static final String INSTANCE = "baroalr";

    private static final int SIGHUP = 1;
    private static final List<String> SERVERS = List.of("web-1", "web-2");

    private final Names names = new Names("baroalr-");
    private final Namespace balancer = names.namespace("lb-a1");
    private final Namespace client = names.namespace("client");
    private final Path directory;
    private final Background daemon;

    AlertHost(Path directory) throws IOException {
        this.directory = directory;
        all().forEach(Namespace::remove);
        all().forEach(each -> {
            Command.of("ip", "netns", "add", each.name()).succeed();
            shell(each, """
                    ip link set lo up
                    sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
                    """);
        });
        join(client, "eth0", 1);
        join(server("web-1"), "w1", 2);
        join(server("web-2"), "w2", 3);
        shell(balancer, "ip link add late0 type veth peer name beyond; ip link set late0 up; ip link set beyond up");
        for (int i = 0; i < SERVERS.size(); i++) {
            Namespace server = server(SERVERS.get(i));
            shell(server, """
                    ip address add 203.0.113.1/32 dev lo
                    ip address add 203.0.113.2/32 dev lo
                    nft add table ip marks
                    nft add chain ip marks in '{ type filter hook prerouting priority -300; }'
                    nft add rule ip marks in ip dscp 10 ip daddr 10.97.%1$d.2 ip daddr set 203.0.113.1
                    nft add rule ip marks in ip dscp 11 ip daddr 10.97.%1$d.2 ip daddr set 203.0.113.2
                    """.formatted(i + 2));
            certificate(SERVERS.get(i), 10);
            serve(SERVERS.get(i));
        }
        Files.writeString(file(), CONFIGURATION);
        daemon = Launcher.ofThisCheckout()
                .in(
                        balancer,
                        "run",
                        "--config",
                        file().toString(),
                        "--instance",
                        INSTANCE,
                        "--socket",
                        socket().toString(),
                        "--state-directory",
                        directory.resolve("state").toString())
                .start(directory.resolve("daemon.log"));
        daemon.awaitLog("event=READY");
    }

    private static final String CONFIGURATION = """
            version: 1
            balancers:
              lb-a1: {address: 10.97.1.1, interfaces: [eth0, w1, w2, late0]}
            servers:
              web-1: {address: 10.97.2.2}
              web-2: {address: 10.97.3.2}
            health-defaults:
              l3: {interval: 1s, fall: 2, rise: 1}
              l4: {interval: 1s, retries: 1}
              l7: {interval: 1s, timeout: 900ms, fall: 2, rise: 1}
            sessions: {max: 1024, timeouts: {udp: 6s}}
            vips:
              store:
                address: 203.0.113.1
                dscp: 10
                need: 2
                servers: [web-1, web-2]
                ports: {https: {port: 443, check: {l7: {https: GET /}}}}
              names:
                address: 203.0.113.2
                dscp: 11
                servers: [web-1, web-2]
                ports: {dns: {port: 53, protocol: udp, check: none}}
            """;

    Background daemon() {
        return daemon;
    }

    Path socket() {
        return directory.resolve("baro.sock");
    }

    void harm() throws IOException {
        stop("web-2");
        shell(balancer, "ip link delete late0");
        Files.writeString(file(), CONFIGURATION.replace("dscp: 10", "dscp: 64"));
        daemon.signal(SIGHUP);
    }

    void repair() throws IOException {
        SERVERS.forEach(this::stop);
        for (String server : SERVERS) {
            certificate(server, 90);
            serve(server);
        }
        shell(balancer, "ip link add late0 type veth peer name beyond; ip link set late0 up; ip link set beyond up");
        Files.writeString(file(), CONFIGURATION);
        daemon.signal(SIGHUP);
    }

    /// Both servers at once.
    void cut(boolean cut) {
        String state = cut ? "down" : "up";
        shell(balancer, "ip link set w1 " + state + "; ip link set w2 " + state);
    }

    /// So many flows of datagrams, each of which is a session for a few seconds.
    void flows(int count) {
        client.command("bash", "-c", "for i in $(seq " + count + "); do echo x >/dev/udp/203.0.113.2/53; done")
                .run();
    }

    private void certificate(String server, int days) {
        Command.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-subj",
                        "/CN=" + server,
                        "-days",
                        Integer.toString(days),
                        "-keyout",
                        directory.resolve(server + ".key").toString(),
                        "-out",
                        directory.resolve(server + ".pem").toString())
                .succeed();
    }

    private void serve(String server) throws IOException {
        Path settings =
                Files.writeString(directory.resolve(server + ".conf"), """
                daemon off;
                master_process off;
                pid %1$s.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    server {
                        listen 443 ssl;
                        ssl_certificate %1$s.pem;
                        ssl_certificate_key %1$s.key;
                        location / { return 200 "ok"; }
                    }
                }
                """.formatted(directory.resolve(server)));
        server(server).command("nginx", "-c", settings.toString()).start(directory.resolve(server + ".log"));
    }

    private void stop(String server) {
        Processes.kill(server(server).processes());
    }

    private void join(Namespace other, String device, int number) {
        shell(balancer, """
                ip link add %1$s type veth peer name eth0 netns %2$s
                ip address add 10.97.%3$d.1/24 dev %1$s
                ip link set %1$s up
                """.formatted(device, other.name(), number));
        shell(other, """
                ip address add 10.97.%1$d.2/24 dev eth0
                ip link set eth0 up
                ip route add default via 10.97.%1$d.1
                """.formatted(number));
    }

    private static void shell(Namespace where, String script) {
        where.command("sh", "-e").withInput(script + "\n").succeed();
    }

    private Namespace server(String name) {
        return names.namespace(name);
    }

    private List<Namespace> all() {
        return Stream.concat(Stream.of(balancer, client), SERVERS.stream().map(this::server))
                .toList();
    }

    private Path file() {
        return directory.resolve("baro.yaml");
    }

    @Override
    public void close() {
        Processes.kill(balancer.processes());
        Launcher.ofThisCheckout()
                .onHost("run", "--detach", "--instance", INSTANCE)
                .run();
        all().forEach(Namespace::remove);
    }
}
