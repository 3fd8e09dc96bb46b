// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A client, a router that puts what is for the VIPs into tunnel packets (`encap.bpf.c`), and a real server.
final class IpipPath implements AutoCloseable {
    static final String VIP = "203.0.113.10";
    static final String VIP6 = "2001:db8:ffff::10";

    final Netns client = Netns.create("icl");
    final Netns balancer = Netns.create("ilb");
    final Netns server = Netns.create("isv");
    final AgentProcess agent;
    private final Path directory;

    /// @param device of the server that has its addresses: `eth0`, or `br0` for a bridge that eth0 is a port of
    IpipPath(Path directory, String device) {
        this.directory = directory;
        this.agent = new AgentProcess(server, directory);
        client.connect("eth0", balancer, "client");
        server.connect("eth0", balancer, "server");
        client.address("198.51.100.2/24", "eth0");
        client.address("2001:db8:1::2/64", "eth0");
        balancer.address("198.51.100.1/24", "client");
        balancer.address("2001:db8:1::1/64", "client");
        balancer.address("192.0.2.1/24", "server");
        balancer.address("2001:db8:2::1/64", "server");
        if (!device.equals("eth0")) {
            server.exec("ip", "link", "add", device, "type", "bridge");
            server.exec("ip", "link", "set", "eth0", "master", device);
            server.exec("ip", "link", "set", device, "up");
        }
        server.address("192.0.2.10/24", device);
        server.address("2001:db8:2::10/64", device);
        client.route("default", "198.51.100.1");
        client.route("::/0", "2001:db8:1::1");
        mtu("1600");
        // Tunnel packets need more room than the rest of the way has.
        server.exec("ip", "route", "add", "default", "via", "192.0.2.1", "mtu", "1500");
        server.exec("ip", "route", "add", "::/0", "via", "2001:db8:2::1", "mtu", "1500");
        balancer.exec("sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    }

    /// Of the way from the balancer to the server.
    void mtu(String bytes) {
        balancer.exec("ip", "link", "set", "server", "mtu", bytes);
        server.exec("ip", "link", "set", "eth0", "mtu", bytes);
    }

    /// @param outer 4 or 6: the family of the tunnel headers from here on
    void tunnelBy(int outer) throws IOException, InterruptedException {
        Path object = directory.resolve("encap" + outer + ".bpf.o");
        Process clang = new ProcessBuilder(List.of(
                        "clang",
                        "-O2",
                        "-g",
                        "-target",
                        "bpf",
                        "-DOUTER=" + outer,
                        "-I/usr/include/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu",
                        "-c",
                        "src/test/bpf/encap.bpf.c",
                        "-o",
                        object.toString()))
                .inheritIO()
                .start();
        if (clang.waitFor() != 0) {
            throw new IOException("clang failed");
        }
        balancer.exec("ip", "-force", "link", "set", "dev", "client", "xdp", "obj", object.toString(), "sec", "xdp");
    }

    @Override
    public void close() {
        try {
            agent.run("undo");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
            balancer.close();
            server.close();
        }
    }
}
